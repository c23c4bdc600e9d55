import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type HostId, parseHostId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { DeviceKey, HostRequestClaims } from '@latchkey/license-file/documents'
import { encodeSigningInput, joinSignature } from '@latchkey/license-file/sign'

/** This host's own key pair: who holds it is this host. It never leaves its file. */
export interface Device {
  readonly hostId: HostId
  readonly publicKey: DeviceKey
  /** Signs a host request as this host. */
  signRequest(claims: HostRequestClaims): string
}

/** Makes a new device key, as the PEM text of its file (PKCS #8, P-256). */
export function makeDeviceKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Reads a device key from its PEM text. */
export function readDeviceKey(pem: string): Result<Device, 'DEVICE_KEY_DAMAGED'> {
  const privateKey = parsePrivateKey(pem)
  if (privateKey === null || privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return err('DEVICE_KEY_DAMAGED')
  }
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (typeof x !== 'string' || typeof y !== 'string') return err('DEVICE_KEY_DAMAGED')
  const publicKey: DeviceKey = { kty: 'EC', crv: 'P-256', x, y }
  const hostId = thumbprintOfDevice(publicKey)
  return ok({
    hostId,
    publicKey,
    signRequest: (claims) => {
      const input = encodeSigningInput('hostRequest', claims, hostId, 'ES256')
      const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return joinSignature('hostRequest', input, signature)
    },
  })
}

function parsePrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** RFC 7638: the required members alone, in this order, without white space. */
function thumbprintOfDevice({ crv, kty, x, y }: DeviceKey): HostId {
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  const id = parseHostId(thumbprint)
  if (!id.ok) throw new Error('a SHA-256 thumbprint is always a host id')
  return id.value
}
