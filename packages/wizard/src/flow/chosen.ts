import { isHeardWithReplacedKey } from '@latchkey/core/host-operation'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { chosenActivation, chosenManagement, localName } from './rows.ts'
import type { RowAction } from './screen.ts'
import { type FlowState, isSameProof, type ManagedRow, seenNow, typedOf } from './state.ts'

/** The licenses whose Action is Activate. */
export function chosenSeats(state: FlowState): readonly ListedLicenseClaims[] {
  const listed = seenNow(state)?.licenses ?? []
  return listed.filter((license) => chosenActivation(license, state.actions[license.id]) === 'activate')
}

export interface ChosenLocal extends ManagedRow {
  readonly action: Exclude<RowAction, 'none' | 'activate'>
  readonly keyLast5: string
  /** The account that the file on this PC names. */
  readonly account: string | null
}

/** The licenses of this PC whose Action is Return, Associate or Move to another account. */
export function chosenLocals(state: FlowState): readonly ChosenLocal[] {
  return state.pc.locals.flatMap((local) => {
    if (local.state === 'damaged') return []
    const action = chosenManagement(local, state.actions[local.licenseId])
    if (action === 'none' || action === 'activate') return []
    const { licenseId, claims } = local
    const account = claims.account?.name ?? null
    return [{ action, licenseId, product: localName(local), keyLast5: claims.keyLast5, account }]
  })
}

/**
 * Why the server lists no such license for a proof: as far as its file on this PC can tell, which may be older than what the server
 * answers.
 */
export function refusalOfUnlisted(
  { account, keyLast5 }: Pick<ChosenLocal, 'account' | 'keyLast5'>,
  isSignedIn: boolean,
): Refusal {
  return refusal(isSignedIn && account !== null ? 'NOT_YOUR_LICENSE' : 'KEY_REQUIRED', { keyLast5 })
}

/** Whether the key in the form was replaced, and something is chosen for which it is heard all the same. */
export function onlyGivesBack(state: FlowState): boolean {
  const { replaced, route, form } = state
  if (route !== 'manage' || replaced === null || !isSameProof(replaced, typedOf(form))) return false
  return chosenLocals(state).some(({ action }) => isHeardWithReplacedKey({ type: action }))
}
