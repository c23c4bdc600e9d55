import type { Refusal } from '@latchkey/core/refusals'
import type { LocalLicense } from '@latchkey/host/engine'
import type { ActionClaims, LicenseFacts, ListedLicenseClaims } from '@latchkey/license-file/documents'
import { dayOfSeconds } from '../dates.ts'
import { language } from '../language.ts'
import { ACTIONS } from '../labels.ts'
import { w } from '../words.ts'
import type { ActionOption, LicenseCells, LicenseLine, RowAction, RowRefusal } from './screen.ts'

/** The columns of a license as the server tells it. */
export function cellsOf(facts: LicenseFacts): LicenseCells {
  return {
    product: facts.productName,
    edition: facts.edition,
    key: w.lastFive(facts.keyLast5),
    associatedTo: associationOf(facts),
    activatedOn: activationOf(facts),
    expires: facts.expiresAt === null ? w.never : dayOfSeconds(facts.expiresAt),
  }
}

/** The columns of a license as its file on this PC tells it. */
export function localCellsOf(local: LocalLicense): LicenseCells {
  if (local.state === 'damaged') {
    return { product: local.path, edition: w.none, key: w.none, associatedTo: w.none, activatedOn: w.none, expires: '' }
  }
  const { claims } = local
  return {
    product: claims.productName,
    edition: claims.edition,
    key: w.lastFive(claims.keyLast5),
    associatedTo: claims.account === null ? w.none : w.you(claims.account.name),
    activatedOn: local.state === 'returned' ? w.none : w.since(w.thisPc, dayOfSeconds(claims.iat)),
    expires: claims.expiresAt === undefined ? w.never : dayOfSeconds(claims.expiresAt),
  }
}

/** What a local license is called in sentences. */
export function localName(local: LocalLicense): string {
  return local.state === 'damaged' ? local.path : local.claims.productName
}

/** Step 3 of Activate: a row with every action, and why one is not possible. */
export function licenseLine(listed: ListedLicenseClaims, chosen: RowAction, flagsAssociation: boolean): LicenseLine {
  const options = activateOptions(listed)
  const { activate, associate } = listed.actions
  const notes = [
    ...(listed.activatedOn.kind === 'here' ? [w.activeHere] : []),
    ...(listed.seatsTotal > 1 ? [w.seats(listed.seatsFree, listed.seatsTotal)] : []),
  ]
  const flagged = flagsAssociation && associate.state === 'refused' ? [refused('associate', associate)] : []
  return {
    id: listed.id,
    cells: cellsOf(listed),
    action: { name: actionName(listed.id), value: clamped(options, chosen), options },
    status: null,
    ...toldOf([...options, ...flagged], notes),
    links: isTaken(activate) ? [{ name: `way-out:${listed.id}`, label: w.whatNow(hostNameOf(activate)) }] : [],
  }
}

/** Step 2 of Manage: a row of this PC. */
export function localLine(local: LocalLicense, chosen: RowAction): LicenseLine {
  const options = manageOptions(local)
  const id = local.licenseId ?? local.path
  return {
    id,
    cells: localCellsOf(local),
    action: { name: actionName(id), value: clamped(options, chosen), options },
    status: null,
    ...toldOf(options, local.state === 'valid' || local.state === 'damaged' ? [] : [w.localStates[local.state]]),
    links: [],
  }
}

/** The action chosen for a listed license; one that has become impossible counts as none. */
export function chosenActivation(listed: ListedLicenseClaims, chosen: RowAction | undefined): RowAction {
  return clamped(activateOptions(listed), chosen ?? 'none')
}

/** The same for a license of this PC. */
export function chosenManagement(local: LocalLicense, chosen: RowAction | undefined): RowAction {
  return clamped(manageOptions(local), chosen ?? 'none')
}

/** What may be chosen in some row of Step 3: what can be asked of somebody who has chosen nothing. */
export function possibleActivations(listed: readonly ListedLicenseClaims[]): readonly string[] {
  return possibleIn(listed.map(activateOptions))
}

/** The same for the licenses of this PC. */
export function possibleManagements(locals: readonly LocalLicense[]): readonly string[] {
  return possibleIn(locals.map(manageOptions))
}

function possibleIn(rows: readonly (readonly ActionOption[])[]): readonly string[] {
  const legal = rows.flat().filter(({ value, refused }) => value !== 'none' && refused === null)
  return [...new Set(legal.map(({ label }) => label))]
}

/** A refusal in the reader's words, about a row; `reference` is the operation that it answers. */
export function rowRefusal(refusal: Refusal, reference: string | null): RowRefusal {
  return { ...language().refusal(refusal), code: w.code(refusal.code, reference) }
}

/** Whether other PCs are in the way, so that returning there or asking Support helps. */
export function isTaken(action: ActionClaims): boolean {
  if (action.state !== 'refused') return false
  return action.code === 'ACTIVATED_ELSEWHERE' || action.code === 'KEY_IN_USE' || action.code === 'NO_SEAT_FREE'
}

export function actionName(licenseId: string): string {
  return `action:${licenseId}`
}

function activateOptions(listed: ListedLicenseClaims): readonly ActionOption[] {
  return [legal('none'), option('activate', listed.actions.activate)]
}

/** A return depends on the device key alone, so it is offered for whatever file this PC can read as its own. */
function manageOptions(local: LocalLicense): readonly ActionOption[] {
  if (local.state === 'damaged') return allRefused(local.refusal)
  if (local.state === 'wrong-host') return allRefused({ code: 'HOST_MISMATCH', facts: {} })
  const { account } = local.claims
  if (account === null) return [legal('none'), ...MANAGED.map(legal)]
  const owned = { value: 'associate' as const, label: ACTIONS.associate, refused: associatedAlready(account.name) }
  return [legal('none'), legal('return'), owned, legal('transfer')]
}

const MANAGED = ['return', 'associate', 'transfer'] as const

function allRefused(refusal: Refusal): readonly ActionOption[] {
  return [legal('none'), ...MANAGED.map((action) => refused(action, refusal))]
}

function legal(value: RowAction): ActionOption {
  return { value, label: ACTIONS[value], refused: null }
}

function refused(value: RowAction, refusal: Refusal): ActionOption {
  const { sentence, cause, wayOut } = language().refusal(refusal)
  const why = { cause, code: w.code(refusal.code, null) }
  return { value, label: ACTIONS[value], refused: { sentence, wayOut, why } }
}

function associatedAlready(account: string) {
  return { sentence: w.associatedAlready(account), wayOut: w.associatedAlreadyWayOut, why: null }
}

/** "Already so" may be chosen: repeating an operation is free. */
function option(value: RowAction, action: ActionClaims): ActionOption {
  return action.state === 'refused' ? refused(value, action) : legal(value)
}

/** What a row says beside its cells; the same reason for several actions is told once. */
function toldOf(options: readonly ActionOption[], notes: readonly string[]): Pick<LicenseLine, 'notes' | 'refusals'> {
  const refused = options.flatMap(({ label, refused: no }) => (no === null ? [] : [{ label, no }]))
  const alike = [...Map.groupBy(refused, ({ no }) => `${no.sentence} ${no.wayOut}`).values()]
  const reasons = alike.flatMap((same) => {
    const actions = same.map(({ label }) => label).join(', ')
    return same.slice(0, 1).map(({ no: { sentence, wayOut, why } }) => {
      return { sentence: w.notPossible(actions, sentence), wayOut, why }
    })
  })
  return {
    notes: [...notes, ...reasons.flatMap((no) => (no.why === null ? [`${no.sentence} ${no.wayOut}`] : []))],
    refusals: reasons.flatMap(({ sentence, wayOut, why }) => (why === null ? [] : [{ sentence, wayOut, ...why }])),
  }
}

function clamped(options: readonly ActionOption[], chosen: RowAction): RowAction {
  return options.some(({ value, refused }) => value === chosen && refused === null) ? chosen : 'none'
}

function hostNameOf(action: ActionClaims): string | null {
  return action.state === 'refused' ? (action.facts.hostName ?? null) : null
}

function associationOf({ associatedTo }: LicenseFacts): string {
  switch (associatedTo.kind) {
    case 'none':
      return w.none
    case 'you':
      return w.you(associatedTo.name)
    case 'another':
      return w.another
  }
}

function activationOf({ activatedOn }: LicenseFacts): string {
  switch (activatedOn.kind) {
    case 'none':
      return w.none
    case 'here':
      return w.since(w.thisPc, dayOfSeconds(activatedOn.since))
    case 'elsewhere':
      return w.since(activatedOn.hostName, dayOfSeconds(activatedOn.since))
  }
}
