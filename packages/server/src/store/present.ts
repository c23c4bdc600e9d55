import {
  type ActionState,
  type Asking,
  type ListedLicense,
  lostPcAction,
  signedOf,
} from '@latchkey/core/host-operation'
import type { EpochMs, HostId, OperationId } from '@latchkey/core/ids'
import { emergencyAllowance, type License, runningEmergency, runsAsEmergency } from '@latchkey/core/license'
import { isOwnedBy } from '@latchkey/core/organization'
import { type Allowance, graceUntil } from '@latchkey/core/policy'
import type { LicenseRefusalCode, RefusalFacts } from '@latchkey/core/refusals'
import type { ActionClaims, LicenseFacts, ListedLicenseClaims } from '@latchkey/license-file/documents'
import type { AccountRecord, KeyRecord, LicenseRecord, ProductRecord } from './records.ts'
import type { HostDescription, UnsignedRow } from './store.ts'

/** Turns records into the claims of documents. Pure: everything looked up comes in. */

/** What a host's answer is about. */
export interface Scene {
  readonly asking: Asking
  readonly account: AccountRecord | null
  readonly at: EpochMs
  readonly product: (id: ProductRecord['id']) => ProductRecord
  readonly accountOf: (id: AccountRecord['id']) => AccountRecord
  /** What an owner may still return alone. */
  readonly returnAllowance: (license: License) => Allowance
}

/** Whether the asker has shown enough to be told the name of another PC. */
export type Disclosure = 'proven' | 'unproven'

/** A license as the wizard's columns show it. */
export function presentFacts(scene: Scene, key: KeyRecord, record: LicenseRecord, shown: Disclosure): LicenseFacts {
  const { license } = record
  const product = scene.product(license.product)
  return {
    id: license.id,
    keyId: key.id,
    keyLast5: key.last5,
    product: product.id,
    productName: product.name,
    edition: product.edition,
    associatedTo: presentOwner(license, scene),
    activatedOn: presentActivation(record, scene.asking.host, shown),
    ...presentEmergency(license, scene),
    standing: license.standing,
    expiresAt: license.expiresAt === null ? null : toSeconds(license.expiresAt),
  }
}

/** What a refusal about a license says of its case. */
export function presentRefusalFacts(
  scene: Scene,
  key: KeyRecord,
  record: LicenseRecord,
  code: LicenseRefusalCode,
  shown: Disclosure,
): RefusalFacts {
  const facts = { product: scene.product(record.license.product).name, keyLast5: key.last5 }
  switch (code) {
    case 'ACTIVATED_ELSEWHERE':
      return { ...facts, ...hostFacts(record, shown) }
    case 'KEY_IN_USE':
      return { ...facts, ...hostFacts(otherHolder(key, scene.asking.host), shown) }
    case 'EXPIRED':
      return record.license.expiresAt === null ? facts : { ...facts, until: record.license.expiresAt }
    case 'EMERGENCY_LIMIT': {
      const { nextAt } = emergencyAllowance(record.license, scene.at)
      return nextAt === null ? facts : { ...facts, until: nextAt }
    }
    case 'KEY_REQUIRED':
    case 'SIGN_IN_REQUIRED':
    case 'NOT_YOUR_LICENSE':
    case 'ASSOCIATED_ELSEWHERE':
    case 'NOT_ACTIVATED':
    case 'NOT_ACTIVATED_HERE':
    case 'NO_SEAT_FREE':
    case 'RETURN_LIMIT':
    case 'UNDO_TOO_LATE':
    case 'SUSPENDED':
    case 'REVOKED':
    case 'RETURNED_BY_SUPPORT':
    case 'NEEDS_APPROVAL':
    case 'VERSION_NOT_COVERED':
      return facts
  }
}

/** A row of the wizard's Step 3: the license, its seats, and what may be done. */
export function presentListed(
  scene: Scene,
  key: KeyRecord,
  record: LicenseRecord,
  listed: ListedLicense,
): ListedLicenseClaims {
  const action = (state: ActionState): ActionClaims =>
    state.state === 'refused'
      ? { ...state, facts: presentRefusalFacts(scene, key, record, state.code, 'proven') }
      : state
  const lostPc = presentLostPc(scene, record.license, action)
  return {
    ...presentFacts(scene, key, record, 'proven'),
    seatsTotal: listed.seatsTotal,
    seatsFree: listed.seatsFree,
    actions: {
      activate: action(listed.actions.activate),
      associate: action(listed.actions.associate),
      return: action(listed.actions.return),
      transfer: action(listed.actions.transfer),
      emergency: action(listed.actions.emergency),
      ...lostPc?.action,
    },
    ...lostPc?.returns,
    ...presentEmergencyTerms(record.license, listed.actions.emergency),
  }
}

function presentEmergencyTerms({ terms }: License, { state }: ActionState) {
  const { emergencyDays: days, emergencyEveryDays: everyDays } = terms
  return state === 'legal' ? { emergencyTerms: { days, everyDays } } : {}
}

/** Whether the owner may return it alone, and how often still: told before, not after. */
function presentLostPc(scene: Scene, license: License, action: (state: ActionState) => ActionClaims) {
  const { asking, at } = scene
  if (asking.account === null || license.activatedOn === null) return null
  const allowance = scene.returnAllowance(license)
  const state = lostPcAction(license, asking, allowance, at)
  if (state === null) return null
  const lostPc = action(state)
  const until = allowance.nextAt
  const isLimit = lostPc.state === 'refused' && lostPc.code === 'RETURN_LIMIT' && until !== null
  return {
    action: { lostPc: isLimit ? { ...lostPc, facts: { ...lostPc.facts, until } } : lostPc },
    returns: { lostPcReturns: { left: allowance.left, max: license.terms.lostPcReturnsMax } },
  }
}

/** The claims of a license file of a license that is activated on the host that asks, or runs there as an emergency; the lease as it is recorded. */
export function presentLicenseClaims(
  scene: Scene,
  key: KeyRecord,
  record: LicenseRecord,
  host: HostDescription,
  jti: string,
): UnsignedRow['licenseClaims'] {
  const { license } = record
  const lease = leaseOnHost(scene, record, host)
  if (lease === null) return null
  const product = scene.product(license.product)
  return {
    sub: license.id,
    aud: license.product,
    jti,
    iat: toSeconds(scene.at),
    cnf: { jkt: host.id },
    kind: license.activatedOn === host.id ? 'standard' : 'emergency',
    generation: license.generation,
    productName: product.name,
    edition: product.edition,
    features: product.features,
    keyId: key.id,
    keyLast5: key.last5,
    account: presentOwnerOnFile(scene, record),
    host: { name: host.name, fingerprint: host.fingerprint },
    ...lease,
  }
}

/** The claims of the receipt for a return: the tombstone of a generation on a host. */
export function presentReceiptClaims(
  { asking, at }: Scene,
  license: License,
  generation: number,
  { operationId, jti }: { readonly operationId: OperationId; readonly jti: string },
): NonNullable<UnsignedRow['receiptClaims']> {
  return {
    sub: license.id,
    aud: license.product,
    jti,
    iat: toSeconds(at),
    cnf: { jkt: asking.host },
    generation,
    operationId,
  }
}

/** An emergency license ends at its instant: no renewal, no grace. */
function leaseOnHost({ at }: Scene, { license, activation }: LicenseRecord, { id }: HostDescription) {
  if (activation !== null && license.activatedOn === id) {
    return leaseClaims(license, activation.leaseUntil, activation.renewFrom)
  }
  const { emergency, expiresAt } = license
  if (emergency === null || !runsAsEmergency(license, id, at)) return null
  const exp = toSeconds(emergency.until)
  return expiresAt === null ? { exp } : { exp: Math.min(exp, toSeconds(expiresAt)), expiresAt: toSeconds(expiresAt) }
}

function presentEmergency(license: License, { asking, at }: Scene): Pick<LicenseFacts, 'emergency'> {
  const running = runningEmergency(license, at)
  if (running === null) return {}
  return {
    emergency: { kind: running.on === asking.host ? 'here' : 'elsewhere', until: toSeconds(running.until) },
  }
}

function leaseClaims(license: License, leaseUntil: EpochMs | null, renewFrom: EpochMs | null) {
  const { terms, expiresAt } = license
  // The license's end may have been moved closer since the lease was made.
  const until = leaseUntil !== null && expiresAt !== null ? Math.min(leaseUntil, expiresAt) : leaseUntil
  const grace = graceUntil(terms, until, expiresAt)
  return {
    ...(until === null ? {} : { exp: toSeconds(until) }),
    ...(until === null || renewFrom === null ? {} : { renewFrom: toSeconds(renewFrom) }),
    ...(grace === null ? {} : { graceUntil: toSeconds(grace) }),
    ...(expiresAt === null ? {} : { expiresAt: toSeconds(expiresAt) }),
  }
}

/** Of one's own, by the name of the account: the person's, or that of an organization they own. */
function presentOwner({ associatedTo }: License, { asking, accountOf }: Scene): LicenseFacts['associatedTo'] {
  if (associatedTo === null) return { kind: 'none' }
  const signed = signedOf(asking)
  const isMine = signed !== null && isOwnedBy(signed, associatedTo)
  return isMine ? { kind: 'you', name: accountOf(associatedTo).name } : { kind: 'another' }
}

function presentActivation(record: LicenseRecord, here: HostId, shown: Disclosure): LicenseFacts['activatedOn'] {
  const { license, activation } = record
  if (activation === null) return { kind: 'none' }
  const since = toSeconds(activation.since)
  if (license.activatedOn === here) return { kind: 'here', since }
  return { kind: 'elsewhere', hostName: shown === 'proven' ? activation.hostName : 'another PC', since }
}

function hostFacts(record: LicenseRecord | null, shown: Disclosure): RefusalFacts {
  const activation = record?.activation
  if (!activation) return {}
  return shown === 'proven' ? { hostName: activation.hostName, since: activation.since } : { since: activation.since }
}

/** Of the other hosts that hold licenses of a key, the one there longest. */
function otherHolder(key: KeyRecord, here: HostId): LicenseRecord | null {
  const others = key.licenses.filter(({ license }) => license.activatedOn !== null && license.activatedOn !== here)
  return others.toSorted((a, b) => (a.activation?.since ?? 0) - (b.activation?.since ?? 0))[0] ?? null
}

/** By name only if the owner has signed in on this PC: a key does not tell who owns its licenses. */
function presentOwnerOnFile(scene: Scene, { license, activation }: LicenseRecord): AccountRecord | null {
  const owner = license.associatedTo
  if (owner === null) return null
  if (license.activatedOn !== scene.asking.host) {
    const signed = signedOf(scene.asking)
    const isMine = signed !== null && isOwnedBy(signed, owner)
    return isMine ? scene.accountOf(owner) : { id: owner, name: 'another account' }
  }
  return activation?.accountShown === owner ? scene.accountOf(owner) : { id: owner, name: 'another account' }
}

/** NumericDate (RFC 7519 2). */
function toSeconds(at: EpochMs): number {
  return Math.floor(at / 1000)
}
