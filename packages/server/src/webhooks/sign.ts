import { createHmac } from 'node:crypto'
import type { EpochMs } from '@latchkey/core/ids'
import type { ServerSecrets } from '../signing/keys.ts'
import type { DueWebhook } from '../store/webhook-commands.ts'

/**
 * The secret of a webhook as Standard Webhooks writes it, `whsec_` and base64 of 256 bits. Derived from the webhook's id and the
 * number of its secret, with a key from outside the database: it is stored nowhere, and the same when a call is repeated.
 */
export function deriveWebhookSecret(id: string, version: number, { server }: Pick<ServerSecrets, 'server'>): string {
  const bytes = createHmac('sha256', server).update(`webhook\0${id}\0${version}`).digest('base64')
  return `whsec_${bytes}`
}

/** The secrets that sign at an instant: the newest, and for a day after a rotation the one before. */
export function secretsAt(
  { id, secretVersion, oldSecretUntil }: DueWebhook,
  at: EpochMs,
  secrets: Pick<ServerSecrets, 'server'>,
): readonly string[] {
  const withOld = oldSecretUntil !== null && at < oldSecretUntil && secretVersion > 1
  const versions = withOld ? [secretVersion, secretVersion - 1] : [secretVersion]
  return versions.map((version) => deriveWebhookSecret(id, version, secrets))
}

/** The headers that let an endpoint verify a message: id, time of sending, and a signature by each secret. */
export function signatureHeaders(
  id: string,
  body: string,
  at: EpochMs,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
