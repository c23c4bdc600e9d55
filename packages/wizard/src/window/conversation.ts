import { setImmediate as sent } from 'node:timers/promises'
import { perform, repairPc } from '../flow/perform.ts'
import { readPc } from '../flow/read-pc.ts'
import type { Input, Screen } from '../flow/screen.ts'
import { screenOf } from '../flow/screen-of.ts'
import { type Effect, type FlowState, openFlow } from '../flow/state.ts'
import type { Tools } from '../flow/tools.ts'
import { begin, update } from '../flow/update.ts'
import { w } from '../words.ts'

/** The flow as a window runs it: one state, whoever looks at it; inputs in their order, one effect at a time. */
export interface Conversation {
  screen(): Screen
  /** Does what the person did. Never throws what they typed. */
  receive(input: Input): void
  /** Calls with each new screen until the returned function is called. */
  watch(show: () => void): () => void
  isBusy(): boolean
  /** Whether what is typed now counts. */
  mayType(): boolean
  /** Comes true when the person has left; throws what is a defect of this program. */
  readonly left: Promise<void>
}

/** Shows what this PC holds at once, then finishes or undoes what was begun last time. */
export async function openConversation(tools: Tools): Promise<Conversation> {
  const { engine } = tools
  const watchers = new Set<() => void>()
  const { promise: left, resolve: leave, reject: fail } = Promise.withResolvers<void>()
  let state: FlowState = openFlow({ ...(await readPc(engine)), repaired: [], repairRefusal: null })
  let underWay: Effect | 'repair' | null = 'repair'

  const show = (next: FlowState) => {
    state = next
    for (const watcher of watchers) watcher()
    if (state.place === 'exited') leave()
  }
  const run = async (first: Effect) => {
    let effect: Effect | null = first
    while (effect !== null) {
      underWay = effect
      show(begin(state, effect.type))
      // What is under way is told before it is done: the first request loads what it needs, in which nothing else would get out.
      await sent()
      const report = await perform(tools, effect)
      underWay = null
      const turn = update(state, report)
      effect = turn.effect
      show(turn.state)
    }
  }
  const open = async () => {
    const pc = await repairPc(engine)
    underWay = null
    show(openFlow(pc))
  }
  open().catch(fail)
  left.catch(() => undefined)
  return {
    left,
    isBusy: () => underWay !== null,
    mayType: () => underWay === null || allowsTyping(underWay),
    screen: () => (underWay === 'repair' ? { ...screenOf(state), busy: w.busy.repair } : screenOf(state)),
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    receive(input) {
      if (underWay !== null && !(input.type === 'set' && allowsTyping(underWay))) return
      const turn = update(state, input)
      if (underWay !== null) return show({ ...turn.state, busy: state.busy })
      if (turn.effect === null) return show(turn.state)
      state = turn.state
      run(turn.effect).catch(fail)
    },
  }
}

/**
 * What is pressed while nobody can see what it would do must do nothing. Typing may go on while something is looked up: what comes
 * back counts only for the proof it was asked for.
 */
function allowsTyping(effect: Effect | 'repair'): boolean {
  return effect !== 'repair' && effect.type === 'look-up' && effect.purpose !== 'proceed'
}
