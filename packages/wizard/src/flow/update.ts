import { onlyGivesBack } from './chosen.ts'
import { withCheckedKey } from './key.ts'
import { takeFile } from './offline.ts'
import { press } from './press.ts'
import { withReport } from './report.ts'
import type { Input, RowAction } from './screen.ts'
import { type FlowState, type Report, seenNow, type Turn, typedOf } from './state.ts'

/** The wizard's one rule of motion: what the person did, or what came of an effect, makes the next state. */
export function update(state: FlowState, event: Input | Report): Turn {
  switch (event.type) {
    case 'set':
      if (event.name === 'language') return { state, effect: { type: 'speak', tag: String(event.value) } }
      return { state: { ...withValue(state, event.name, event.value), problem: null }, effect: null }
    case 'leave':
      return leaveField(state, event.name)
    case 'press':
      return press(state, event.name)
    case 'file':
      return takeFile(state, event)
    case 'looked-up':
    case 'key-replaced':
    case 'associated':
    case 'activated':
    case 'managed':
    case 'asked':
    case 'lost-pc-returned':
    case 'emergency-given':
    case 'file-suggested':
    case 'saved':
    case 'loaded':
    case 'keys-loaded':
    case 'requests-heard':
    case 'examined':
    case 'connection-read':
    case 'connection-faulty':
    case 'spoken':
    case 'refused':
    case 'reloaded':
      return { state: withReport(state, event), effect: null }
  }
}

/** Marks that an effect is under way. */
export function begin(state: FlowState, busy: NonNullable<FlowState['busy']>): FlowState {
  return { ...state, busy, problem: null }
}

function withValue(state: FlowState, name: string, value: string | boolean): FlowState {
  if (name === 'route') return { ...state, route: value === 'manage' ? 'manage' : 'activate' }
  const licenseId = /^action:(.*)$/s.exec(name)?.[1]
  if (licenseId !== undefined) {
    return { ...state, actions: { ...state.actions, [licenseId]: value as RowAction } }
  }
  if (!Object.hasOwn(state.form, name)) return state
  return { ...state, form: { ...state.form, [name]: value } }
}

/** Leaving the key field formats it, checks it without network, and looks up what it is for. */
function leaveField(state: FlowState, name: string): Turn {
  // What goes by file is looked up nowhere: only the key is checked.
  if (name === 'key' && state.place === 'save-request' && state.form.key.trim() !== '') {
    return { state: withCheckedKey(state), effect: null }
  }
  if (name !== 'key' || state.form.key.trim() === '') return { state, effect: null }
  const checked = withCheckedKey(state)
  if (checked.problem !== null || seenNow(checked) !== null || onlyGivesBack(checked))
    return { state: checked, effect: null }
  const typed = typedOf(checked.form)
  const isWhole = typed.account === null || (typed.account.username !== '' && typed.account.password !== '')
  if (!isWhole) return { state: checked, effect: null }
  return { state: checked, effect: { type: 'look-up', typed, session: checked.session, purpose: 'stay' } }
}
