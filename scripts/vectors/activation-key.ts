import { encryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import type { PublicKey } from '@latchkey/license-file/documents'
import type { HostId } from '@latchkey/core/ids'
import { CompactEncrypt, importJWK } from 'jose'
import { publicJwk, type VectorKeys } from './keys.ts'

/** An activation key in full, made for tests: no server knows it. */
const ACTIVATION_KEY = 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF'

/** Encrypted activation keys; `key` is null where decryption must be refused. */
export async function encryptedKeyCases(keys: VectorKeys): Promise<readonly object[]> {
  const host = keys.device.jwk.kid as HostId
  const encryption = publicJwk(keys.encryption) as PublicKey
  const right = await encryptActivationKey(ACTIVATION_KEY, host, encryption)
  const other = await encryptActivationKey(ACTIVATION_KEY, keys['device-2'].jwk.kid as HostId, encryption)
  const stranger = await encryptActivationKey(ACTIVATION_KEY, host, strangerFor(keys))
  const [header = '', ...rest] = right.split('.')
  const altered = { ...decoded(header), apu: decoded(other.split('.')[0] ?? '')['apu'] }
  const moved = [Buffer.from(JSON.stringify(altered)).toString('base64url'), ...rest].join('.')
  const parts = right.split('.')
  const flipped = parts.with(3, `${parts[3]?.startsWith('A') === true ? 'B' : 'A'}${parts[3]?.slice(1) ?? ''}`)
  return [
    { name: 'made on this host', hostId: host, jwe: right, key: ACTIVATION_KEY },
    { name: 'made on another host', hostId: host, jwe: other, key: null },
    {
      name: 'made on this host, its apu rewritten for another',
      hostId: keys['device-2'].jwk.kid,
      jwe: moved,
      key: null,
    },
    { name: 'without apu', hostId: host, jwe: await withoutHost(encryption), key: null },
    { name: 'another content encryption', hostId: host, jwe: await otherEncryption(encryption, host), key: null },
    { name: 'encrypted to another key', hostId: host, jwe: stranger, key: null },
    { name: 'one bit changed', hostId: host, jwe: flipped.join('.'), key: null },
    { name: 'cut short', hostId: host, jwe: right.slice(0, -4), key: null },
    { name: 'nothing', hostId: host, jwe: '', key: null },
  ]
}

function strangerFor(keys: VectorKeys): PublicKey {
  const { x, y = '' } = keys['stranger-es256'].jwk
  return { ...(publicJwk(keys.encryption) as PublicKey), x, y }
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

async function withoutHost(encryption: PublicKey): Promise<string> {
  return new CompactEncrypt(Buffer.from(ACTIVATION_KEY))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: encryption.kid })
    .encrypt(await importJWK({ ...encryption }, 'ECDH-ES'))
}

async function otherEncryption(encryption: PublicKey, host: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(ACTIVATION_KEY))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128CBC-HS256', kid: encryption.kid })
    .setKeyManagementParameters({ apu: Buffer.from(host) })
    .encrypt(await importJWK({ ...encryption }, 'ECDH-ES'))
}
