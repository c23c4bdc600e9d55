import type { AccountId, HostId, KeyId, LicenseId, OperationId, ProductId } from '@latchkey/core/ids'
import type {
  DeviceKey,
  HostRequestClaims,
  KeySetClaims,
  LicenseClaims,
  ListedLicenseClaims,
  PublicKey,
  ReceiptClaims,
  ResponseClaims,
  ResponseRow,
  SignatureAlgorithm,
} from '@latchkey/license-file/documents'
import type { SigningKey } from '@latchkey/license-file/sign'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'
import { exportJWK, generateKeyPair } from 'jose'

/** A key pair made for one test. */
export interface TestKeyPair {
  readonly signer: SigningKey
  readonly publicKey: PublicKey
}

/** Makes a key pair whose `kid` is its thumbprint. */
export async function makeKeyPair(alg: SignatureAlgorithm): Promise<TestKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), use: 'sig', alg } as PublicKey
  const kid = await thumbprintOf(jwk)
  return { signer: { kid, alg, key: privateKey }, publicKey: { ...jwk, kid } }
}

export const SIGNED_AT = 1_772_355_600
const HOST_ID = 'cGxhaW4gdGVzdCBob3N0IGlkIHdpdGggMzIgYnl0ZXM' as HostId
const LICENSE_ID = 'lic_0123456789abcdefghjk' as LicenseId
const KEY_ID = 'key_0123456789abcdefghjk' as KeyId
const OPERATION_ID = 'op_0123456789abcdefghjk' as OperationId
const PRODUCT = 'ct' as ProductId
const ACCOUNT = { id: 'acc_0123456789abcdefghjk' as AccountId, name: 'ana@example.com' }

export const LICENSE: LicenseClaims = {
  iss: 'https://licenses.example.com',
  sub: LICENSE_ID,
  aud: PRODUCT,
  jti: 'lf_0123456789abcdefghjk',
  iat: SIGNED_AT,
  exp: SIGNED_AT + 30 * 86_400,
  cnf: { jkt: HOST_ID },
  kind: 'standard',
  generation: 3,
  productName: 'Commissioning Tool',
  edition: 'Professional',
  features: ['plug-ins'],
  keyId: KEY_ID,
  keyLast5: '7Q2M4',
  account: ACCOUNT,
  host: { name: 'FRONT-OFFICE-3', fingerprint: { machine: 'tZ3nK7sWq0mXv1c8', disk: 'h4WkZ0aNqS8uVx3c' } },
  renewFrom: SIGNED_AT + 15 * 86_400,
  graceUntil: SIGNED_AT + 44 * 86_400,
}

export const RECEIPT: ReceiptClaims = {
  iss: LICENSE.iss,
  sub: LICENSE_ID,
  aud: PRODUCT,
  jti: 'rc_0123456789abcdefghjk',
  iat: SIGNED_AT,
  cnf: LICENSE.cnf,
  generation: 3,
  operationId: OPERATION_ID,
}

const LISTED: ListedLicenseClaims = {
  id: LICENSE_ID,
  keyId: KEY_ID,
  keyLast5: '7Q2M4',
  product: PRODUCT,
  productName: 'Commissioning Tool',
  edition: 'Professional',
  associatedTo: { kind: 'you', name: ACCOUNT.name },
  activatedOn: { kind: 'elsewhere', hostName: 'OLD-PC', since: SIGNED_AT - 1000 },
  standing: 'good',
  expiresAt: SIGNED_AT + 365 * 86_400,
  seatsTotal: 1,
  seatsFree: 0,
  actions: {
    activate: { state: 'refused', code: 'ACTIVATED_ELSEWHERE', facts: { hostName: 'OLD-PC', since: SIGNED_AT * 1000 } },
    associate: { state: 'already' },
    return: { state: 'refused', code: 'NOT_ACTIVATED_HERE', facts: {} },
  },
}

/** A response with so many rows and listed licenses. */
export function responseOf(count: number, row: Partial<ResponseRow> = {}): ResponseClaims {
  return {
    iss: LICENSE.iss,
    aud: HOST_ID,
    sub: OPERATION_ID,
    iat: SIGNED_AT,
    exp: SIGNED_AT + 30 * 86_400,
    account: ACCOUNT,
    rows: Array.from({ length: count }, () => ({ status: 'succeeded', alreadySo: false, license: LISTED, ...row })),
    licenses: Array.from({ length: count }, () => LISTED),
  }
}

export function keySetOf(root: PublicKey, keys: readonly PublicKey[]): KeySetClaims {
  return { iss: LICENSE.iss, iat: SIGNED_AT, root, keys }
}

export function hostRequestOf({ kid, x, y = '' }: PublicKey): HostRequestClaims {
  const key: DeviceKey = { kty: 'EC', crv: 'P-256', x, y }
  return {
    iss: kid as HostId,
    aud: LICENSE.iss,
    jti: OPERATION_ID,
    iat: SIGNED_AT,
    host: { key, name: 'FRONT-OFFICE-3', os: 'Windows 11', fingerprint: LICENSE.host.fingerprint },
    intent: { type: 'return', rows: [{ licenseId: LICENSE_ID }] },
  }
}
