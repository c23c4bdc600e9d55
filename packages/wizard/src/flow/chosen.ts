import type { ListedLicenseClaims } from '@latchkey/license-file/documents'
import { chosenActivation, chosenManagement, localName } from './rows.ts'
import type { RowAction } from './screen.ts'
import { type FlowState, type ManagedRow, seenNow } from './state.ts'

/** The licenses whose Action is Activate. */
export function chosenSeats(state: FlowState): readonly ListedLicenseClaims[] {
  const listed = seenNow(state)?.licenses ?? []
  return listed.filter((license) => chosenActivation(license, state.actions[license.id]) === 'activate')
}

export interface ChosenLocal extends ManagedRow {
  readonly action: Exclude<RowAction, 'none' | 'activate'>
  readonly keyLast5: string
}

/** The licenses of this PC whose Action is Return, Associate or Move to another account. */
export function chosenLocals(state: FlowState): readonly ChosenLocal[] {
  return state.pc.locals.flatMap((local) => {
    if (local.state === 'damaged') return []
    const action = chosenManagement(local, state.actions[local.licenseId])
    if (action === 'none' || action === 'activate') return []
    return [{ action, licenseId: local.licenseId, product: localName(local), keyLast5: local.claims.keyLast5 }]
  })
}
