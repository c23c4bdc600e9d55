import type { ClaimsByType } from '@latchkey/license-file/documents'
import { publicJwk, type VectorKeys } from './keys.ts'

/** 2026-03-01T09:00:00Z. */
export const SIGNED_AT = 1_772_355_600
export const DAY = 86_400
const ISSUER = 'https://licenses.example.com'

const LICENSE_ID = 'lic_0123456789abcdefghjk'
const KEY_ID = 'key_0123456789abcdefghjk'
const OPERATION_ID = 'op_0123456789abcdefghjk'
const FINGERPRINT = {
  machine: 'tZ3nK7sWq0mXv1c8',
  board: 'Jd92LmQpXr5tYb6e',
  disk: 'h4WkZ0aNqS8uVx3c',
  network: 'PqL7fRt2MnB9xWz5',
  processor: 'Vb6GhY1kTr8eQw4z',
}

type Loose<T> = { [K in keyof T]: unknown }

/** Right claims of every type, as plain JSON. */
export function makeClaims(keys: VectorKeys): { readonly [T in keyof ClaimsByType]: Loose<ClaimsByType[T]> } {
  const host = keys.device.jwk.kid
  const license = {
    iss: ISSUER,
    sub: LICENSE_ID,
    aud: 'ct',
    jti: 'lf_0123456789abcdefghjk',
    iat: SIGNED_AT,
    exp: SIGNED_AT + 30 * DAY,
    cnf: { jkt: host },
    kind: 'standard',
    generation: 3,
    productName: 'Commissioning Tool',
    edition: 'Professional',
    features: ['plug-ins', 'import'],
    keyId: KEY_ID,
    keyLast5: '7Q2M4',
    account: { id: 'acc_0123456789abcdefghjk', name: 'ana@example.com' },
    host: { name: 'FRONT-OFFICE-3', fingerprint: FINGERPRINT },
    renewFrom: SIGNED_AT + 15 * DAY,
    graceUntil: SIGNED_AT + 44 * DAY,
    expiresAt: SIGNED_AT + 365 * DAY,
  }
  const receipt = {
    iss: ISSUER,
    sub: LICENSE_ID,
    aud: 'ct',
    jti: 'rc_0123456789abcdefghjk',
    iat: SIGNED_AT,
    cnf: { jkt: host },
    generation: 3,
    operationId: OPERATION_ID,
  }
  const hostRequest = {
    iss: host,
    aud: ISSUER,
    jti: OPERATION_ID,
    iat: SIGNED_AT,
    host: { key: deviceKey(keys), name: 'FRONT-OFFICE-3', os: 'Windows 11 24H2', fingerprint: FINGERPRINT },
    accountToken: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.dGVzdA',
    intent: { type: 'activate', rows: [{ keyId: KEY_ID, product: 'ct' }] },
  }
  return { license, receipt, hostRequest, response: responseClaims(host), keySet: keySetClaims(keys) }
}

function responseClaims(host: string): Loose<ClaimsByType['response']> {
  const facts = {
    id: LICENSE_ID,
    keyId: KEY_ID,
    keyLast5: '7Q2M4',
    product: 'ct',
    productName: 'Commissioning Tool',
    edition: 'Professional',
    associatedTo: { kind: 'you', name: 'ana@example.com' },
    activatedOn: { kind: 'elsewhere', hostName: 'OLD-PC', since: SIGNED_AT - 100 * DAY },
    standing: 'good',
    expiresAt: null,
  }
  const refused = { code: 'ACTIVATED_ELSEWHERE', facts: { hostName: 'OLD-PC', since: (SIGNED_AT - 100 * DAY) * 1000 } }
  return {
    iss: ISSUER,
    aud: host,
    sub: OPERATION_ID,
    iat: SIGNED_AT,
    exp: SIGNED_AT + 30 * DAY,
    account: { id: 'acc_0123456789abcdefghjk', name: 'ana@example.com' },
    rows: [{ status: 'refused', alreadySo: false, refusal: refused, license: facts }],
    licenses: [
      {
        ...facts,
        seatsTotal: 1,
        seatsFree: 0,
        actions: {
          activate: { state: 'refused', ...refused },
          associate: { state: 'already' },
          return: { state: 'refused', code: 'NOT_ACTIVATED_HERE', facts: {} },
        },
      },
    ],
  }
}

function keySetClaims(keys: VectorKeys): Loose<ClaimsByType['keySet']> {
  return {
    iss: ISSUER,
    iat: SIGNED_AT,
    root: publicJwk(keys['root-es256']),
    keys: [publicJwk(keys['signing-es256']), publicJwk(keys['signing-ed25519']), publicJwk(keys.encryption)],
  }
}

/** The device key as a request carries it. */
export function deviceKey(keys: VectorKeys): Readonly<Record<string, unknown>> {
  const { kty, crv, x, y } = keys.device.jwk
  return { kty, crv, x, y }
}
