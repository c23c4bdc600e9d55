import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { dayOf, dayOfSeconds } from '../dates.ts'
import { w } from '../words.ts'
import { type FlowState, seenNow } from './state.ts'

/** Which PC is in the way, and since when. */
export function holderOf(license: ListedLicenseClaims): { readonly hostName: string; readonly since: string } {
  const { activatedOn } = license
  if (activatedOn.kind === 'elsewhere') {
    return { hostName: activatedOn.hostName, since: dayOfSeconds(activatedOn.since) }
  }
  const { activate } = license.actions
  const facts = activate.state === 'refused' ? activate.facts : {}
  return { hostName: facts.hostName ?? w.anotherPc, since: facts.since === undefined ? w.earlier : dayOf(facts.since) }
}

/**
 * The licenses that must be returned for the one that a way out is sought for: itself where it is active on another PC; those of the
 * same key that are, where the key is in use there (KEY_IN_USE).
 */
export function inTheWay(state: FlowState): readonly ListedLicenseClaims[] {
  const { stuckOn } = state
  if (stuckOn === null || stuckOn.activatedOn.kind === 'elsewhere') return stuckOn === null ? [] : [stuckOn]
  const ofKey = (seenNow(state)?.licenses ?? []).filter(({ keyId }) => keyId === stuckOn.keyId)
  const elsewhere = ofKey.filter(({ activatedOn }) => activatedOn.kind === 'elsewhere')
  return elsewhere.length === 0 ? [stuckOn] : elsewhere
}

/** Whether this PC may go on at once with the license that is sought, beside the PC that has it. */
export function mayRunAsEmergency({ stuckOn }: FlowState): boolean {
  const state = stuckOn?.actions.emergency?.state
  return state === 'legal'
}

/** Whether the person may return all of them without Support. */
export function mayReturnAlone(state: FlowState): boolean {
  return inTheWay(state).every(({ actions }) => actions.lostPc?.state === 'legal')
}
