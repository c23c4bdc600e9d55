import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AccountId, EpochMs } from '@latchkey/core/ids'
import type { ServerSecrets } from '../signing/keys.ts'

/** What a download link is for; nothing of it can be changed without the server's secret. */
export interface DownloadLink {
  readonly artifact: string
  readonly account: AccountId
  readonly expiresAt: EpochMs
}

/** The path and query of a link. */
export function writeLink(link: DownloadLink, secrets: Pick<ServerSecrets, 'server'>): string {
  const { artifact, account, expiresAt } = link
  const query = new URLSearchParams({ account, expires: String(expiresAt), signature: signatureOf(link, secrets) })
  return `/v1/downloads/${artifact}?${query}`
}

/** Reads a link that is ours and not too old; null for any other. */
export function readLink(
  artifact: string,
  query: Readonly<Record<string, unknown>>,
  now: EpochMs,
  secrets: Pick<ServerSecrets, 'server'>,
): DownloadLink | null {
  const { account, expires, signature } = query
  if (typeof account !== 'string' || typeof expires !== 'string' || typeof signature !== 'string') return null
  if (!/^\d{1,15}$/.test(expires)) return null
  const link = { artifact, account: account as AccountId, expiresAt: Number(expires) }
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(link, secrets))]
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  return link.expiresAt > now ? link : null
}

function signatureOf(
  { artifact, account, expiresAt }: DownloadLink,
  { server }: Pick<ServerSecrets, 'server'>,
): string {
  const text = JSON.stringify(['download', artifact, account, expiresAt])
  return createHmac('sha256', server).update(`download\0${text}`).digest('base64url')
}
