import type { FlowState, Place, Turn } from './state.ts'

/** The state in another place, the problem of the old one gone. */
export function moved(state: FlowState, place: Place, focusOn: string): FlowState {
  return { ...state, place, problem: null, focus: { on: focusOn, turn: state.focus.turn + 1 } }
}

/** The state with the focus moved. */
export function focused(state: FlowState, on: string): FlowState {
  return { ...state, focus: { on, turn: state.focus.turn + 1 } }
}

/** The same with something to be put right there. */
export function withWords(state: FlowState, words: string, focusOn: string): FlowState {
  return { ...focused(state, focusOn), problem: { kind: 'words', words } }
}

/** Nothing has to be done for it. */
export function stay(state: FlowState): Turn {
  return { state, effect: null }
}
