import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { FlowState } from './state.ts'

/** The key in its printed form, or the problem with it. */
export function withCheckedKey(state: FlowState): FlowState {
  const reading = readActivationKey(state.form.key)
  if (reading.kind === 'valid' || reading.kind === 'legacy') {
    return { ...state, form: { ...state.form, key: reading.key }, problem: null }
  }
  const suggestion = reading.kind === 'mistyped' ? (reading.suggestion?.key ?? null) : null
  return { ...state, problem: { kind: 'key', refusal: refusalOfKey(reading), suggestion } }
}
