import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { Fingerprint } from '@latchkey/core/host'
import type { OperationId } from '@latchkey/core/ids'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import { encryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import type { HostRequestClaims, KeySetClaims, RequestIntent } from '@latchkey/license-file/documents'
import type { Device } from './device-key.ts'
import type { Credentials } from './engine.ts'
import { encryptionKeyOf } from './server-link.ts'

/** What a host says about itself in each request. */
export interface HostFacts {
  readonly name: string
  readonly os: string
  readonly fingerprint: Fingerprint
}

/** What is asked for, and on whose behalf. */
export interface RequestAsked {
  readonly operationId: OperationId
  readonly intent: RequestIntent
  readonly credentials: Credentials
  readonly at: number
}

/** Checks a key where it was typed (KEY_MALFORMED, with the correction); a key of another system is for the server to know. */
export function readKey({ key }: Credentials): Result<string | null, Refusal> {
  if (key === undefined) return ok(null)
  const reading = readActivationKey(key)
  return reading.kind === 'valid' || reading.kind === 'legacy' ? ok(reading.key) : err(refusalOfKey(reading))
}

/** Makes a host request, signed by the device key. The activation key goes into it encrypted to the server, never in plain. */
export async function makeHostRequest(
  device: Device,
  host: HostFacts,
  keySet: KeySetClaims,
  { operationId, intent, credentials, at }: RequestAsked,
): Promise<Result<string, Refusal>> {
  const key = readKey(credentials)
  if (!key.ok) return key
  const encryptionKey = encryptionKeyOf(keySet)
  if (key.value !== null && encryptionKey === null) return err(refusal('SERVER_ERROR'))
  const encrypted =
    key.value === null || encryptionKey === null
      ? {}
      : { encryptedKey: await encryptActivationKey(key.value, device.hostId, encryptionKey) }
  const signedIn = credentials.signIn === undefined ? {} : { accountToken: credentials.signIn.token }
  const claims: HostRequestClaims = {
    iss: device.hostId,
    aud: keySet.iss,
    jti: operationId,
    iat: Math.floor(at / 1000),
    host: { key: device.publicKey, ...host },
    ...signedIn,
    ...encrypted,
    intent,
  }
  return ok(device.signRequest(claims))
}
