import type { LicenseId } from '@latchkey/core/ids'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { ListedLicenseClaims, ResponseRow } from '@latchkey/license-file/documents'
import type { Answer, Credentials, Engine } from './engine.ts'

/** What became of each license that was to move to another account. */
export interface Transferred {
  /** The returns with account and key (KB1023 2.E); null when nothing had to be returned. */
  readonly returned: Answer | null
  /** The activations on this PC afterwards (KB1023 2.G); null when there was nothing to activate. */
  readonly activated: Answer | null
  /** The last row of each license: of its activation, or of its return where that was refused. */
  readonly rows: readonly ResponseRow[]
}

/**
 * Moves licenses of this PC to the account that signs in, in one pass: return with account and key, then activate again. It looks
 * at what is so now and does what is missing; so after an interruption it is carried on by asking for it again.
 * @param licenseIds the licenses to move; all that the key shows and that are on this PC or in the account already by default
 */
export async function transferLicenses(
  engine: Engine,
  credentials: Credentials,
  licenseIds: readonly LicenseId[] | null = null,
): Promise<Result<Transferred, Refusal>> {
  if (credentials.signIn === undefined || credentials.key === undefined) return err(refusal('KEY_REQUIRED'))
  const seen = await engine.lookUp(credentials)
  if (!seen.ok) return seen
  const listed = seen.value.licenses.filter(({ id }) => licenseIds === null || licenseIds.includes(id))

  const toReturn = listed.filter(isOfAnotherHere).map(({ id }) => id)
  const returned = toReturn.length === 0 ? ok(null) : await engine.returnLicenses(credentials, toReturn)
  if (!returned.ok) return returned

  const returnedRows = returned.value?.rows ?? []
  const moved = new Set(
    returnedRows.flatMap(({ status, license }) => (status === 'succeeded' ? (license?.id ?? []) : [])),
  )
  const toActivate = listed.filter((license) => moved.has(license.id) || isMineAndIdle(license))
  const activated = toActivate.length === 0 ? ok(null) : await engine.activate(credentials, toActivate)
  if (!activated.ok) return activated

  const refusedReturns = returnedRows.filter(({ status }) => status === 'refused')
  const rows = [...refusedReturns, ...(activated.value?.rows ?? [])]
  return ok({ returned: returned.value, activated: activated.value, rows })
}

/** On this PC and not yet in the account: what the return is for. */
function isOfAnotherHere({ activatedOn, associatedTo }: ListedLicenseClaims): boolean {
  return activatedOn.kind === 'here' && associatedTo.kind !== 'you'
}

/** What an interrupted transfer leaves: in the account, activated nowhere. */
function isMineAndIdle({ activatedOn, associatedTo }: ListedLicenseClaims): boolean {
  return activatedOn.kind === 'none' && associatedTo.kind === 'you'
}
