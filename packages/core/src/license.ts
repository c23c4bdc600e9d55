import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from './ids.ts'
import { type Allowance, emergenciesLeft, emergencyUntil, type PolicyTerms } from './policy.ts'
import { LIMITS } from './limits.ts'
import type { LicenseRefusalCode } from './refusals.ts'
import { isOwnedBy, receiverOf, type Signed } from './organization.ts'
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
  /** The latest emergency license given of it: it runs beside the activation, until it ends. */
  readonly emergency: Emergency | null
  /** Until when Support's grant of an emergency license waits for a PC to fetch it; null for none. */
  readonly emergencyGrantedUntil: EpochMs | null
}

/** Bridges the wait for a return: one more host may run the license for a while. */
export interface Emergency {
  readonly on: HostId
  readonly issuedAt: EpochMs
  /** When it ends, or was ended. */
  readonly until: EpochMs
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
  | ({ readonly kind: 'account' } & Signed)
  | ({ readonly kind: 'account-and-key' } & Signed)

export type LicenseCommand =
  | ({ readonly type: 'associate' } & Signed)
  | { readonly type: 'activate'; readonly host: HostId; readonly proof: Proof }
  | { readonly type: 'return'; readonly host: HostId; readonly proof: Proof }
  | { readonly type: 'renew'; readonly host: HostId }
  | { readonly type: 'support-return'; readonly releaseFromAccount: boolean }
  | { readonly type: 'support-release' }
  /** The owner returns it without its PC; `allowance` is what is left of the policy's limit. */
  | ({ readonly type: 'owner-return'; readonly allowance: Allowance } & Signed)
  | { readonly type: 'undo-return'; readonly ended: EndedActivation }
  /** The owner gives it to somebody who has accepted; also Support, settling a dispute. */
  | { readonly type: 'transfer'; readonly from: AccountId; readonly to: AccountId }
  /** The host goes on at once, although the license is in use on another one. */
  | { readonly type: 'emergency'; readonly host: HostId; readonly proof: Proof }
  /** Support lets whoever shows the key have one. */
  | { readonly type: 'grant-emergency' }
  | { readonly type: 'withdraw-emergency' }
  | { readonly type: 'set-standing'; readonly standing: Standing }
  | { readonly type: 'set-expiry'; readonly expiresAt: EpochMs | null }

export type LicenseEvent =
  | { readonly type: 'associated'; readonly to: AccountId }
  | { readonly type: 'transferred'; readonly from: AccountId; readonly to: AccountId }
  | { readonly type: 'released'; readonly from: AccountId }
  | { readonly type: 'activated'; readonly on: HostId; readonly generation: number }
  | { readonly type: 'returned'; readonly from: HostId; readonly by: ReturnedBy }
  | { readonly type: 'renewed'; readonly on: HostId }
  /** A host may run it until then, beside the one it is activated on. */
  | { readonly type: 'emergency-issued'; readonly on: HostId; readonly at: EpochMs; readonly until: EpochMs }
  /** Before its time: given back, or the host has the license itself now. */
  | { readonly type: 'emergency-ended'; readonly on: HostId; readonly at: EpochMs }
  | { readonly type: 'emergency-granted'; readonly until: EpochMs }
  | { readonly type: 'emergency-withdrawn' }
  | { readonly type: 'standing-set'; readonly standing: Standing }
  | { readonly type: 'expiry-set'; readonly expiresAt: EpochMs | null }

/** How an activation ended that may still be undone. */
export interface EndedActivation {
  readonly host: HostId
  readonly generation: number
  readonly returnedAt: EpochMs
  /** The owner before, if the return released it from that account and the account is still there. */
  readonly releasedFrom: AccountId | null
  /** Whether anybody became its owner since, by whatever way; also the one before. */
  readonly takenOver: boolean
}

export type Decision = Result<readonly LicenseEvent[], LicenseRefusalCode>

/** Decides what `command` would do at `now`. No events means "already so": repeating an operation is free. */
export function decide(license: License, command: LicenseCommand, now: EpochMs): Decision {
  switch (command.type) {
    case 'associate':
      return decideAssociate(license, command, now)
    case 'activate':
      return decideActivate(license, command.host, command.proof, now)
    case 'return':
      return decideReturn(license, command.host, command.proof, now)
    case 'renew':
      return decideRenew(license, command.host, now)
    case 'support-return':
      return decideSupportReturn(license, command.releaseFromAccount)
    case 'support-release':
      return ok(releaseEvents(license))
    case 'owner-return':
      return decideOwnerReturn(license, command, command.allowance)
    case 'undo-return':
      return decideUndo(license, command.ended, now)
    case 'transfer':
      return decideTransfer(license, command.from, command.to, now)
    case 'emergency':
      return decideEmergency(license, command.host, command.proof, now)
    case 'grant-emergency':
      return decideGrant(license, now)
    case 'withdraw-emergency':
      return ok(license.emergencyGrantedUntil === null ? [] : [{ type: 'emergency-withdrawn' }])
    case 'set-standing':
      return ok(license.standing === command.standing ? [] : [{ type: 'standing-set', standing: command.standing }])
    case 'set-expiry':
      return ok(license.expiresAt === command.expiresAt ? [] : [{ type: 'expiry-set', expiresAt: command.expiresAt }])
  }
}

/** Applies one event that has happened. Total: an event is never refused. */
export function apply(license: License, event: LicenseEvent): License {
  switch (event.type) {
    // What Support had granted was for the owner of then, and for that wait.
    case 'associated':
    case 'transferred':
      return { ...license, associatedTo: event.to, emergencyGrantedUntil: null }
    case 'released':
      return { ...license, associatedTo: null, emergencyGrantedUntil: null }
    case 'activated':
      return { ...license, activatedOn: event.on, generation: event.generation }
    case 'returned':
      return {
        ...license,
        activatedOn: null,
        lastReturn: { host: event.from, by: event.by },
        emergencyGrantedUntil: null,
      }
    case 'renewed':
      return license
    case 'emergency-issued': {
      const { on, at, until } = event
      return { ...license, emergency: { on, issuedAt: at, until }, emergencyGrantedUntil: null }
    }
    case 'emergency-ended':
      return license.emergency === null ? license : { ...license, emergency: { ...license.emergency, until: event.at } }
    case 'emergency-granted':
      return { ...license, emergencyGrantedUntil: event.until }
    case 'emergency-withdrawn':
      return { ...license, emergencyGrantedUntil: null }
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
function decideAssociate(license: License, signed: Signed, now: EpochMs): Decision {
  if (isOwnedBy(signed, license.associatedTo)) return ok([])
  if (license.associatedTo !== null) return err('ASSOCIATED_ELSEWHERE')
  const refusal = refusalOfStanding(license, now)
  return refusal === null ? ok([{ type: 'associated', to: receiverOf(signed) }]) : err(refusal)
}

function decideActivate(license: License, host: HostId, proof: Proof, now: EpochMs): Decision {
  const refusal = refusalOfActivationProof(license, host, proof) ?? refusalOfStanding(license, now)
  if (refusal !== null) return err(refusal)
  if (license.activatedOn !== null && license.activatedOn !== host) return err('ACTIVATED_ELSEWHERE')
  const events: LicenseEvent[] = []
  if (proof.kind === 'account-and-key' && license.associatedTo === null) {
    events.push({ type: 'associated', to: receiverOf(proof) })
  }
  if (license.activatedOn === null) {
    events.push({ type: 'activated', on: host, generation: license.generation + 1 })
  }
  // The license itself takes the place of what bridged the wait for it.
  if (runsAsEmergency(license, host, now)) events.push({ type: 'emergency-ended', on: host, at: now })
  return ok(events)
}

/** Returning needs the PC that holds the license and a proof; never a good standing: nobody is kept from giving back. */
function decideReturn(license: License, host: HostId, proof: Proof, now: EpochMs): Decision {
  if (license.activatedOn !== host) return decideReturnOfNothing(license, host, now)
  const returned: LicenseEvent = { type: 'returned', from: host, by: 'host' }
  if (proof.kind === 'key') return ok([returned])
  if (isOwnedBy(proof, license.associatedTo)) return ok([returned])
  if (proof.kind === 'account') return err(license.associatedTo === null ? 'KEY_REQUIRED' : 'NOT_YOUR_LICENSE')
  // A license taken out of use by the vendor must not slip to another owner; the key alone still returns it.
  if (license.standing !== 'good') return err(license.standing === 'suspended' ? 'SUSPENDED' : 'REVOKED')
  if (license.associatedTo === null) return ok([returned, { type: 'associated', to: receiverOf(proof) }])
  // KB1023 2.E: the only user operation that moves a license from one account to another.
  return ok([returned, { type: 'transferred', from: license.associatedTo, to: receiverOf(proof) }])
}

function decideReturnOfNothing(license: License, host: HostId, now: EpochMs): Decision {
  // An emergency license frees nothing, so whoever sits at the PC may end it.
  if (runsAsEmergency(license, host, now)) return ok([{ type: 'emergency-ended', on: host, at: now }])
  if (license.lastReturn?.host !== host) return err('NOT_ACTIVATED_HERE')
  return license.lastReturn.by === 'host' ? ok([]) : err('RETURNED_BY_SUPPORT')
}

function decideRenew(license: License, host: HostId, now: EpochMs): Decision {
  const isEmergency = runsAsEmergency(license, host, now)
  if (license.activatedOn !== host && !isEmergency) {
    const takenBack = license.lastReturn?.host === host && license.lastReturn.by !== 'host'
    return err(takenBack ? 'RETURNED_BY_SUPPORT' : 'NOT_ACTIVATED_HERE')
  }
  const refusal = refusalOfStanding(license, now)
  if (refusal !== null) return err(refusal)
  // Nothing makes an emergency license longer.
  return ok(isEmergency ? [] : [{ type: 'renewed', on: host }])
}

/** KB1023 2.B: Support returns a license whose PC is gone. */
function decideSupportReturn(license: License, releaseFromAccount: boolean): Decision {
  if (license.activatedOn === null) return err('NOT_ACTIVATED')
  const returned: LicenseEvent = { type: 'returned', from: license.activatedOn, by: 'support' }
  return ok(releaseFromAccount ? [returned, ...releaseEvents(license)] : [returned])
}

/** A lost PC: within the policy its owner needs nobody. Nobody is kept from giving back, whatever the standing. */
function decideOwnerReturn(license: License, signed: Signed, allowance: Allowance): Decision {
  if (!isOwnedBy(signed, license.associatedTo)) return err('NOT_YOUR_LICENSE')
  if (license.activatedOn === null) return err('NOT_ACTIVATED')
  if (allowance.left === 0) return err('RETURN_LIMIT')
  return ok([{ type: 'returned', from: license.activatedOn, by: 'owner' }])
}

/** The PC holds it again, under a new generation: whatever it still has, its next contact brings the current file. */
function decideUndo(license: License, ended: EndedActivation, now: EpochMs): Decision {
  const isLast = license.generation === ended.generation && license.lastReturn?.host === ended.host
  const isUntouched = license.activatedOn === null && isLast && license.lastReturn?.by !== 'host'
  const hasNewOwner = ended.takenOver || (ended.releasedFrom !== null && license.associatedTo !== null)
  if (!isUntouched || hasNewOwner || now - ended.returnedAt > LIMITS.supportUndoMs) return err('UNDO_TOO_LATE')
  const activated: LicenseEvent = { type: 'activated', on: ended.host, generation: license.generation + 1 }
  return ok(ended.releasedFrom === null ? [activated] : [{ type: 'associated', to: ended.releasedFrom }, activated])
}

/** The license stays where it is activated; only its owner changes. */
function decideTransfer(license: License, from: AccountId, to: AccountId, now: EpochMs): Decision {
  if (license.associatedTo === to) return ok([])
  if (license.associatedTo !== from) return err('NOT_YOUR_LICENSE')
  const refusal = refusalOfStanding(license, now)
  return refusal === null ? ok([{ type: 'transferred', from, to }]) : err(refusal)
}

/** Bridges the wait for a return: only where the license is in use on another PC, and somebody entitled asks. */
function decideEmergency(license: License, host: HostId, proof: Proof, now: EpochMs): Decision {
  if (license.activatedOn === null) return err('NOT_ACTIVATED')
  if (license.activatedOn === host) return ok([])
  if (runsAsEmergency(license, host, now)) return ok([])
  const refusal = refusalOfEmergencyProof(license, proof, now) ?? refusalOfStanding(license, now)
  if (refusal !== null) return err(refusal)
  const until = emergencyUntil(license.terms, license.expiresAt, now)
  if (until === null || emergencyAllowance(license, now).left === 0) return err('EMERGENCY_LIMIT')
  return ok([{ type: 'emergency-issued', on: host, at: now, until }])
}

/** Knowing the key is not identity once a license is associated: then it takes its owner, or Support's grant. */
function refusalOfEmergencyProof(license: License, proof: Proof, now: EpochMs): LicenseRefusalCode | null {
  const { associatedTo } = license
  if (proof.kind !== 'key' && isOwnedBy(proof, associatedTo)) return null
  if (proof.kind === 'account') return associatedTo === null ? 'KEY_REQUIRED' : 'NOT_YOUR_LICENSE'
  return associatedTo === null || isEmergencyGranted(license, now) ? null : 'NOT_YOUR_LICENSE'
}

/** Grants what {@link decideEmergency} would give; the limit stays, whoever has granted. */
function decideGrant(license: License, now: EpochMs): Decision {
  if (license.activatedOn === null) return err('NOT_ACTIVATED')
  const refusal = refusalOfStanding(license, now)
  if (refusal !== null) return err(refusal)
  if (isEmergencyGranted(license, now)) return ok([])
  if (emergencyAllowance(license, now).left === 0) return err('EMERGENCY_LIMIT')
  return ok([{ type: 'emergency-granted', until: now + LIMITS.emergencyGrantMs }])
}

/** What is left of the policy's emergency licenses. */
export function emergencyAllowance({ terms, emergency }: License, now: EpochMs): Allowance {
  if (terms.emergencyDays === 0) return { left: 0, nextAt: null }
  return emergenciesLeft(terms, emergency === null ? [] : [emergency.issuedAt], now)
}

/** The emergency license that runs at `now`, on whichever host. */
export function runningEmergency({ emergency }: License, now: EpochMs): Emergency | null {
  return emergency !== null && now < emergency.until ? emergency : null
}

/** Whether a host may run the license as an emergency, beside the host it is activated on. */
export function runsAsEmergency(license: License, host: HostId, now: EpochMs): boolean {
  return runningEmergency(license, now)?.on === host
}

/** Whether Support's grant still waits for a PC. */
export function isEmergencyGranted({ emergencyGrantedUntil }: License, now: EpochMs): boolean {
  return emergencyGrantedUntil !== null && now < emergencyGrantedUntil
}

function releaseEvents(license: License): readonly LicenseEvent[] {
  return license.associatedTo === null ? [] : [{ type: 'released', from: license.associatedTo }]
}

/** An account sees only its own licenses; the key may activate any idle one, unless the vendor's policy says otherwise. */
function refusalOfActivationProof(license: License, host: HostId, proof: Proof): LicenseRefusalCode | null {
  if (proof.kind === 'account') {
    if (isOwnedBy(proof, license.associatedTo)) return null
    return license.associatedTo === null ? 'KEY_REQUIRED' : 'NOT_YOUR_LICENSE'
  }
  const owned = license.associatedTo !== null
  const byOwner = proof.kind === 'account-and-key' && isOwnedBy(proof, license.associatedTo)
  const forbidden = owned && !byOwner && license.terms.keyOnlyActivation === 'unowned' && license.activatedOn !== host
  return forbidden ? 'NOT_YOUR_LICENSE' : null
}

/** Why a license may not be used at all: it was taken out of use, or its time is over. */
export function refusalOfStanding(license: License, now: EpochMs): 'SUSPENDED' | 'REVOKED' | 'EXPIRED' | null {
  if (license.standing === 'suspended') return 'SUSPENDED'
  if (license.standing === 'revoked') return 'REVOKED'
  return license.expiresAt !== null && license.expiresAt <= now ? 'EXPIRED' : null
}
