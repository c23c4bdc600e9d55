import { REFUSAL_CODES, type RefusalCode } from '@latchkey/core/refusals'
import { usableKeys } from './claim-shapes.ts'
import type { ActionClaims, KeySetClaims, ListedLicenseClaims, ResponseClaims, ResponseRow } from './documents.ts'

const KNOWN_CODES: ReadonlySet<string> = new Set(REFUSAL_CODES)

/** A key set without the keys of a kind that this version does not know. */
export function withUsableKeys(claims: KeySetClaims): KeySetClaims {
  return { ...claims, keys: usableKeys(claims.keys) }
}

/**
 * A response in which every refusal can be put into words. Codes are added over time; one that this version does not know is shown
 * as SERVER_ERROR, so that one new code does not make the rest of a response unreadable.
 */
export function withKnownRefusals(claims: ResponseClaims): ResponseClaims {
  return { ...claims, rows: claims.rows.map(rowWithKnownRefusal), licenses: claims.licenses.map(withKnownActions) }
}

function rowWithKnownRefusal(row: ResponseRow): ResponseRow {
  return row.refusal === undefined ? row : { ...row, refusal: withKnownCode(row.refusal) }
}

function withKnownActions(license: ListedLicenseClaims): ListedLicenseClaims {
  const { activate, associate, return: giveBack, transfer, lostPc, emergency } = license.actions
  const actions = {
    activate: knownAction(activate),
    associate: knownAction(associate),
    return: knownAction(giveBack),
    ...(transfer === undefined ? {} : { transfer: knownAction(transfer) }),
    ...(lostPc === undefined ? {} : { lostPc: knownAction(lostPc) }),
    ...(emergency === undefined ? {} : { emergency: knownAction(emergency) }),
  }
  return { ...license, actions }
}

function knownAction(action: ActionClaims): ActionClaims {
  return action.state === 'refused' ? withKnownCode(action) : action
}

function withKnownCode<T extends { readonly code: RefusalCode }>(refused: T): T {
  return KNOWN_CODES.has(refused.code) ? refused : { ...refused, code: 'SERVER_ERROR' }
}
