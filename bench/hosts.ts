import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { type HostId, ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { encryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import type { DeviceKey, HostRequestClaims, PublicKey, RequestIntent } from '@latchkey/license-file/documents'
import { encodeSigningInput, joinSignature } from '@latchkey/license-file/sign'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'

/** A host as far as requests need one: no folder, no journal. */
export interface BenchHost {
  readonly id: HostId
  readonly key: DeviceKey
  readonly privateKey: KeyObject
}

export async function makeHost(): Promise<BenchHost> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const key: DeviceKey = { kty: 'EC', crv: 'P-256', x, y }
  return { id: (await thumbprintOf(key)) as HostId, key, privateKey }
}

export interface Asked {
  readonly issuer: string
  readonly encryptionKey: PublicKey
  readonly activationKey: string
  readonly intent: RequestIntent
}

/** The body of a `POST /v1/host-requests`, signed by the host. */
export async function hostRequestBody(
  host: BenchHost,
  { issuer, encryptionKey, activationKey, intent }: Asked,
): Promise<string> {
  const claims: HostRequestClaims = {
    iss: host.id,
    aud: issuer,
    jti: makeId('op', randomBytes(ID_RANDOM_BYTES)),
    iat: Math.floor(Date.now() / 1000),
    host: { key: host.key, name: 'bench', os: 'linux', fingerprint: { machine: 'a'.repeat(43), cpu: 'b'.repeat(43) } },
    encryptedKey: await encryptActivationKey(activationKey, host.id, encryptionKey),
    intent,
  }
  const input = encodeSigningInput('hostRequest', claims, host.id, 'ES256')
  const signature = sign('sha256', Buffer.from(input), { key: host.privateKey, dsaEncoding: 'ieee-p1363' })
  return JSON.stringify({ request: joinSignature('hostRequest', input, signature) })
}
