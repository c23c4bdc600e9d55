import { generateKeyPairSync } from 'node:crypto'
import { type Case, casesOf, type Row } from './case.ts'
import { deviceKey, makeClaims, SIGNED_AT } from './claims.ts'
import { forge, headerFor } from './forge.ts'
import { thumbprint, type VectorKeys } from './keys.ts'

/** Host requests that a server must not act upon. */
export function invalidHostRequests(keys: VectorKeys): readonly Case[] {
  return casesOf('hostRequest', [...wrongShapes(keys), ...wrongKeys(keys)])
}

function wrongShapes(keys: VectorKeys): readonly Row[] {
  const { hostRequest } = makeClaims(keys)
  const { device } = keys
  const host = hostRequest.host as object
  const row = { licenseId: 'lic_0123456789abcdefghjk' }
  const shapes: Readonly<Record<string, object>> = {
    'unknown-claim': { exp: SIGNED_AT },
    'unknown-host-member': { host: { ...host, serial: '1' } },
    'unknown-intent': { intent: { type: 'teleport' } },
    'intent-proto': { intent: { type: 'toString' } },
    'unknown-intent-member': { intent: { type: 'look-up', rows: [] } },
    'unknown-row-member': { intent: { type: 'return', rows: [{ ...row, force: true }] } },
    'too-many-rows': { intent: { type: 'return', rows: Array.from({ length: 51 }, () => row) } },
    'private-key': { host: { ...host, key: { ...deviceKey(keys), d: device.jwk.d } } },
    'key-no-y': { host: { ...host, key: { ...deviceKey(keys), y: undefined } } },
    'key-other-curve': { host: { ...host, key: { ...deviceKey(keys), crv: 'P-384' } } },
    'name-control': { host: { ...host, name: 'PC\u001b[2J' } },
    'name-empty': { host: { ...host, name: '' } },
    'name-long': { host: { ...host, name: 'x'.repeat(201) } },
    'fingerprint-large': { host: { ...host, fingerprint: { disk: 'x'.repeat(129) } } },
    'operation-id': { jti: '1' },
    'encrypted-key-plain': { encryptedKey: 'AAAAA BBBBB' },
    'reason-unknown': { intent: { type: 'support-request', reason: 'x', licenseIds: [], email: '', message: '' } },
  }
  const header = headerFor('hostRequest', device)
  return Object.entries(shapes).map(([name, change]) => [
    name,
    'CLAIMS_MALFORMED',
    `not its shape: ${name}`,
    forge(header, { ...hostRequest, ...change }, device),
  ])
}

function wrongKeys(keys: VectorKeys): readonly Row[] {
  const { hostRequest } = makeClaims(keys)
  const { device } = keys
  const host = hostRequest.host as object
  const header = headerFor('hostRequest', device)
  const signed = (claims: object) => forge(header, { ...hostRequest, ...claims }, device)
  const other = keys['device-2']
  const point = offCurve()
  const id = thumbprint(point)
  return [
    ['iss-other', 'THUMBPRINT_WRONG', 'speaks for another host', signed({ iss: other.jwk.kid })],
    [
      'kid-other',
      'THUMBPRINT_WRONG',
      'kid of another host',
      forge({ ...header, kid: other.jwk.kid }, hostRequest, device),
    ],
    [
      'key-other',
      'THUMBPRINT_WRONG',
      'brings a key that is not the one of its host',
      forge(headerFor('hostRequest', device), { ...hostRequest, host: { ...host, key: keyOf(other.jwk) } }, other),
    ],
    ['signed-by-other', 'SIGNATURE_WRONG', 'signed by the key of another host', forge(header, hostRequest, other)],
    [
      'off-curve',
      'SIGNATURE_WRONG',
      'a key that is no point on the curve',
      forge({ ...header, kid: id }, { ...hostRequest, iss: id, host: { ...host, key: point } }, device),
    ],
    [
      'ed25519',
      'ALGORITHM_WRONG',
      'a device key signs ES256',
      forge({ ...header, alg: 'Ed25519' }, hostRequest, keys['signing-ed25519']),
    ],
  ]
}

function keyOf({ kty, crv, x, y }: { kty: string; crv: string; x: string; y?: string }): object {
  return { kty, crv, x, y }
}

function offCurve(): { kty: string; crv: string; x: string; y: string } {
  const [one, two] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
  const { x = '' } = one?.export({ format: 'jwk' }) ?? {}
  const { y = '' } = two?.export({ format: 'jwk' }) ?? {}
  return { kty: 'EC', crv: 'P-256', x, y }
}
