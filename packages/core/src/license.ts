import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from './ids.ts'
import type { PolicyTerms } from './policy.ts'
import type { LicenseRefusalCode } from './refusals.ts'
import { err, ok, type Result } from './result.ts'

/**
 * The right to run one product on one host. Its life is two independent facts, `associatedTo` and `activatedOn`
 * (product.md, "A license's life"); standing and expiry are a third, orthogonal one.
 */
export interface License {
  readonly id: LicenseId
  readonly keyId: KeyId
  readonly product: ProductId
  readonly terms: PolicyTerms
  readonly standing: Standing
  readonly expiresAt: EpochMs | null
  readonly associatedTo: AccountId | null
  readonly activatedOn: HostId | null
  /** Counts activations; tells an old license file from the current one. Starts at 0. */
  readonly generation: number
  /** How the latest ended activation ended: lets a stale host be told why. */
  readonly lastReturn: LastReturn | null
}

export type Standing = 'good' | 'suspended' | 'revoked'

export interface LastReturn {
  readonly host: HostId
  readonly by: ReturnedBy
}

/** Who ended an activation: the host itself, or somebody without it. */
export type ReturnedBy = 'host' | 'support' | 'owner'

/** What the person asking has shown: the activation key (K), a signed-in account (A), or both (AK). */
export type Proof =
  | { readonly kind: 'key' }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'account-and-key'; readonly account: AccountId }

export type LicenseCommand =
  | { readonly type: 'associate'; readonly account: AccountId }
  | { readonly type: 'activate'; readonly host: HostId; readonly proof: Proof }
  | { readonly type: 'return'; readonly host: HostId; readonly proof: Proof }
  | { readonly type: 'renew'; readonly host: HostId }
  | { readonly type: 'support-return'; readonly releaseFromAccount: boolean }
  | { readonly type: 'support-release' }
  | { readonly type: 'set-standing'; readonly standing: Standing }
  | { readonly type: 'set-expiry'; readonly expiresAt: EpochMs | null }

export type LicenseEvent =
  | { readonly type: 'associated'; readonly to: AccountId }
  | { readonly type: 'transferred'; readonly from: AccountId; readonly to: AccountId }
  | { readonly type: 'released'; readonly from: AccountId }
  | { readonly type: 'activated'; readonly on: HostId; readonly generation: number }
  | { readonly type: 'returned'; readonly from: HostId; readonly by: ReturnedBy }
  | { readonly type: 'renewed'; readonly on: HostId }
  | { readonly type: 'standing-set'; readonly standing: Standing }
  | { readonly type: 'expiry-set'; readonly expiresAt: EpochMs | null }

export type Decision = Result<readonly LicenseEvent[], LicenseRefusalCode>

/** Decides what `command` would do at `now`. No events means "already so": repeating an operation is free. */
export function decide(license: License, command: LicenseCommand, now: EpochMs): Decision {
  switch (command.type) {
    case 'associate':
      return decideAssociate(license, command.account, now)
    case 'activate':
      return decideActivate(license, command.host, command.proof, now)
    case 'return':
      return decideReturn(license, command.host, command.proof)
    case 'renew':
      return decideRenew(license, command.host, now)
    case 'support-return':
      return decideSupportReturn(license, command.releaseFromAccount)
    case 'support-release':
      return ok(releaseEvents(license))
    case 'set-standing':
      return ok(license.standing === command.standing ? [] : [{ type: 'standing-set', standing: command.standing }])
    case 'set-expiry':
      return ok(license.expiresAt === command.expiresAt ? [] : [{ type: 'expiry-set', expiresAt: command.expiresAt }])
  }
}

/** Applies one event that has happened. Total: an event is never refused. */
export function apply(license: License, event: LicenseEvent): License {
  switch (event.type) {
    case 'associated':
    case 'transferred':
      return { ...license, associatedTo: event.to }
    case 'released':
      return { ...license, associatedTo: null }
    case 'activated':
      return { ...license, activatedOn: event.on, generation: event.generation }
    case 'returned':
      return { ...license, activatedOn: null, lastReturn: { host: event.from, by: event.by } }
    case 'renewed':
      return license
    case 'standing-set':
      return { ...license, standing: event.standing }
    case 'expiry-set':
      return { ...license, expiresAt: event.expiresAt }
  }
}

/** Applies events in order. */
export function applyAll(license: License, events: readonly LicenseEvent[]): License {
  return events.reduce(apply, license)
}

/** Step 2 of Activate with account and key: Next associates, wherever the license is activated (KB1023 1.C). */
function decideAssociate(license: License, account: AccountId, now: EpochMs): Decision {
  if (license.associatedTo === account) return ok([])
  if (license.associatedTo !== null) return err('ASSOCIATED_ELSEWHERE')
  const refusal = refusalOfStanding(license, now)
  return refusal === null ? ok([{ type: 'associated', to: account }]) : err(refusal)
}

function decideActivate(license: License, host: HostId, proof: Proof, now: EpochMs): Decision {
  const refusal = refusalOfActivationProof(license, host, proof) ?? refusalOfStanding(license, now)
  if (refusal !== null) return err(refusal)
  if (license.activatedOn !== null && license.activatedOn !== host) return err('ACTIVATED_ELSEWHERE')
  const events: LicenseEvent[] = []
  if (proof.kind === 'account-and-key' && license.associatedTo === null) {
    events.push({ type: 'associated', to: proof.account })
  }
  if (license.activatedOn === null) {
    events.push({ type: 'activated', on: host, generation: license.generation + 1 })
  }
  return ok(events)
}

/** Returning needs the PC that holds the license and a proof; never a good standing: nobody is kept from giving back. */
function decideReturn(license: License, host: HostId, proof: Proof): Decision {
  if (license.activatedOn !== host) return decideReturnOfNothing(license, host)
  const returned: LicenseEvent = { type: 'returned', from: host, by: 'host' }
  if (proof.kind === 'key') return ok([returned])
  if (license.associatedTo === proof.account) return ok([returned])
  if (proof.kind === 'account') return err(license.associatedTo === null ? 'KEY_REQUIRED' : 'NOT_YOUR_LICENSE')
  // A license taken out of use by the vendor must not slip to another owner; the key alone still returns it.
  if (license.standing !== 'good') return err(license.standing === 'suspended' ? 'SUSPENDED' : 'REVOKED')
  if (license.associatedTo === null) return ok([returned, { type: 'associated', to: proof.account }])
  // KB1023 2.E: the only user operation that moves a license from one account to another.
  return ok([returned, { type: 'transferred', from: license.associatedTo, to: proof.account }])
}

function decideReturnOfNothing(license: License, host: HostId): Decision {
  if (license.lastReturn?.host !== host) return err('NOT_ACTIVATED_HERE')
  return license.lastReturn.by === 'host' ? ok([]) : err('RETURNED_BY_SUPPORT')
}

function decideRenew(license: License, host: HostId, now: EpochMs): Decision {
  if (license.activatedOn !== host) {
    const takenBack = license.lastReturn?.host === host && license.lastReturn.by !== 'host'
    return err(takenBack ? 'RETURNED_BY_SUPPORT' : 'NOT_ACTIVATED_HERE')
  }
  const refusal = refusalOfStanding(license, now)
  return refusal === null ? ok([{ type: 'renewed', on: host }]) : err(refusal)
}

/** KB1023 2.B: Support returns a license whose PC is gone. */
function decideSupportReturn(license: License, releaseFromAccount: boolean): Decision {
  if (license.activatedOn === null) return err('NOT_ACTIVATED')
  const returned: LicenseEvent = { type: 'returned', from: license.activatedOn, by: 'support' }
  return ok(releaseFromAccount ? [returned, ...releaseEvents(license)] : [returned])
}

function releaseEvents(license: License): readonly LicenseEvent[] {
  return license.associatedTo === null ? [] : [{ type: 'released', from: license.associatedTo }]
}

/** An account sees only its own licenses; the key may activate any idle one, unless the vendor's policy says otherwise. */
function refusalOfActivationProof(license: License, host: HostId, proof: Proof): LicenseRefusalCode | null {
  if (proof.kind === 'account') {
    if (license.associatedTo === proof.account) return null
    return license.associatedTo === null ? 'KEY_REQUIRED' : 'NOT_YOUR_LICENSE'
  }
  const owned = license.associatedTo !== null
  const byOwner = proof.kind === 'account-and-key' && license.associatedTo === proof.account
  const forbidden = owned && !byOwner && license.terms.keyOnlyActivation === 'unowned' && license.activatedOn !== host
  return forbidden ? 'NOT_YOUR_LICENSE' : null
}

/** Why a license may not be used at all: it was taken out of use, or its time is over. */
export function refusalOfStanding(license: License, now: EpochMs): 'SUSPENDED' | 'REVOKED' | 'EXPIRED' | null {
  if (license.standing === 'suspended') return 'SUSPENDED'
  if (license.standing === 'revoked') return 'REVOKED'
  return license.expiresAt !== null && license.expiresAt <= now ? 'EXPIRED' : null
}
