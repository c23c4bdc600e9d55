import type { AccountId, EpochMs, LicenseId } from './ids.ts'
import type { License } from './license.ts'
import { err, ok, type Result } from './result.ts'

/**
 * An organization is a Software Download account without a password, owned by several people's accounts. Licenses are associated to it
 * as to any account (invariant I3 stands); in the table of a license's life ME is whoever signs in, or an organization they own.
 */
export interface Organizations {
  readonly owned: readonly AccountId[]
  /** Which of them newly associated licenses go to; null for the person's own account. */
  readonly receiving: AccountId | null
}

/** Whoever signed in, and what they own beside their own account. */
export interface Signed {
  readonly account: AccountId
  readonly organizations?: Organizations
}

/** Whether an account is that of whoever signed in, or an organization they own: ME in the table. */
export function isOwnedBy({ account, organizations }: Signed, owner: AccountId | null): boolean {
  return owner !== null && (owner === account || organizations?.owned.includes(owner) === true)
}

/** Where newly associated licenses go. A setting that names an organization they no longer own counts for nothing. */
export function receiverOf(signed: Signed): AccountId {
  const receiving = signed.organizations?.receiving ?? null
  return isOwnedBy(signed, receiving) && receiving !== null ? receiving : signed.account
}

/** For whom somebody asks about licenses: the organization if all of them are its, else themselves. */
export function askerOf(signed: Signed, licenses: readonly Pick<License, 'associatedTo'>[]): AccountId {
  const [first] = licenses
  const owner = first?.associatedTo ?? null
  const isWhole = owner !== null && licenses.every(({ associatedTo }) => associatedTo === owner)
  return isWhole && isOwnedBy(signed, owner) ? owner : signed.account
}

/** Who owns an organization, as the rules of its owners need it. */
export interface Organization {
  readonly id: AccountId
  readonly owners: readonly AccountId[]
}

/** Whether a person may be invited: not whoever owns it already. `invited`: the account with that address, if there is one. */
export function refusalOfInvitation(
  { owners }: Organization,
  {
    by,
    invited,
    isPending,
  }: { readonly by: AccountId; readonly invited: AccountId | null; readonly isPending: boolean },
): 'INVITATION_TO_SELF' | 'OWNER_ALREADY' | 'INVITATION_PENDING' | null {
  if (invited === by) return 'INVITATION_TO_SELF'
  if (invited !== null && owners.includes(invited)) return 'OWNER_ALREADY'
  return isPending ? 'INVITATION_PENDING' : null
}

/** The owners without one of them. Somebody must stay: the last one closes the organization, or invites another first. */
export function decideRemoval(
  { owners }: Organization,
  owner: AccountId,
): Result<readonly AccountId[], 'NOT_FOUND' | 'LAST_OWNER'> {
  if (!owners.includes(owner)) return err('NOT_FOUND')
  return owners.length === 1 ? err('LAST_OWNER') : ok(owners.filter((other) => other !== owner))
}

/** An invitation as it is kept; one whose time is over still says `offered`. */
export interface Invitation {
  readonly state: 'offered' | 'accepted' | 'withdrawn'
  readonly expiresAt: EpochMs
}

/** Why the link of an invitation no longer works, or null. */
export function refusalOfInvitationLink(
  found: Invitation | null,
  now: EpochMs,
): 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED' | null {
  if (found === null || found.state === 'withdrawn') return 'LINK_UNKNOWN'
  if (found.state === 'accepted') return 'LINK_USED'
  return found.expiresAt <= now ? 'LINK_EXPIRED' : null
}

/** The licenses among `wished` (all for none) that a person may move to an organization: their own ones. Null if one is not theirs. */
export function licensesToMove(
  person: AccountId,
  licenses: readonly Pick<License, 'id' | 'associatedTo'>[],
  wished: readonly LicenseId[],
): readonly LicenseId[] | null {
  const own = licenses.filter(({ associatedTo }) => associatedTo === person).map(({ id }) => id)
  if (wished.length === 0) return own
  return wished.every((id) => own.includes(id)) ? [...new Set(wished)] : null
}
