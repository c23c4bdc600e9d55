import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from './ids.ts'
import { decide, type License, type LicenseCommand } from './license.ts'
import { lostPcReturnsLeft, type PolicyTerms } from './policy.ts'

/** What a policy's terms may refuse to people, and is recorded when it was not. */
export const REPLAYED_KINDS = ['lost-pc-return', 'emergency', 'key-only-activation'] as const
export type ReplayedKind = (typeof REPLAYED_KINDS)[number]

/** Something that was done, with as much of the past as the terms look at. */
export interface Recorded {
  readonly kind: ReplayedKind
  readonly at: EpochMs
  /** When the license was returned without its PC, or had an emergency license, before; of an activation nothing. */
  readonly before: readonly EpochMs[]
}

/**
 * Whether terms would have refused what was done: decided by the rule itself ({@link decide}), on a license that has nothing else
 * against it. An activation is one by key alone of a license that had an owner.
 */
export function wouldRefuse({ kind, at, before }: Recorded, terms: PolicyTerms): boolean {
  return !decide(licenseFor(kind, before, terms), commandFor(kind, { at, before }, terms), at).ok
}

const OWNER = 'owner' as AccountId
const LOST = 'lost' as HostId
const OTHER = 'other' as HostId

function licenseFor(kind: ReplayedKind, before: readonly EpochMs[], terms: PolicyTerms): License {
  const issuedAt = kind === 'emergency' && before.length > 0 ? Math.max(...before) : null
  return {
    id: 'replayed' as LicenseId,
    keyId: 'replayed' as KeyId,
    product: 'replayed' as ProductId,
    terms,
    standing: 'good',
    expiresAt: null,
    associatedTo: OWNER,
    activatedOn: kind === 'key-only-activation' ? null : LOST,
    generation: 1,
    lastReturn: null,
    // The latest counts, and has ended since: otherwise the same PC would have been told that it is so already.
    emergency: issuedAt === null ? null : { on: LOST, issuedAt, until: issuedAt },
    emergencyGrantedUntil: null,
  }
}

function commandFor(
  kind: ReplayedKind,
  { at, before }: Pick<Recorded, 'at' | 'before'>,
  terms: PolicyTerms,
): LicenseCommand {
  switch (kind) {
    case 'lost-pc-return':
      return { type: 'owner-return', account: OWNER, allowance: lostPcReturnsLeft(terms, before, at) }
    case 'emergency':
      return { type: 'emergency', host: OTHER, proof: { kind: 'account', account: OWNER } }
    case 'key-only-activation':
      return { type: 'activate', host: OTHER, proof: { kind: 'key' } }
  }
}
