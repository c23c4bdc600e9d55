import type { HostRequestClaims, LicenseClaims, ReceiptClaims, ResponseClaims } from './documents.ts'

/** The comment of a license file: what it is, for whom opens it in an editor. */
export function licenseComment(claims: LicenseClaims): string {
  const lease = leaseWords(claims)
  const product = claims.edition === '' ? claims.productName : `${claims.productName} ${claims.edition}`
  return oneLine(`${product}, key ending in ${claims.keyLast5}, for ${claims.host.name}, ${lease}`)
}

function leaseWords({ kind, exp }: LicenseClaims): string {
  if (exp === undefined) return 'no end of lease'
  return kind === 'emergency' ? `EMERGENCY LICENSE until ${day(exp)}` : `lease until ${day(exp)}`
}

/** The comment of a saved request, or of the one file that a return is. */
export function requestComment(claims: HostRequestClaims): string {
  return oneLine(
    `${WORDS_OF_INTENT[claims.intent.type]}, from ${claims.host.name}, for ${claims.aud}, ${day(claims.iat)}`,
  )
}

/** The comment of a response to load on the PC that asked. */
export function responseComment(claims: ResponseClaims, hostName: string): string {
  return oneLine(`Response for ${hostName}, from ${claims.iss}, load it until ${day(claims.exp)}`)
}

/** The comment of the proof that a license was returned. */
export function receiptComment(claims: ReceiptClaims, productName: string, hostName: string): string {
  return oneLine(`Receipt: ${productName} returned from ${hostName}, ${day(claims.iat)}`)
}

const WORDS_OF_INTENT = {
  'look-up': 'Request to look up licenses',
  associate: 'Request to associate licenses',
  activate: 'Request to activate licenses',
  return: 'Return of licenses',
  transfer: 'Request to move licenses to another account',
  emergency: 'Request for an emergency license',
  renew: 'Request to renew licenses',
  fetch: 'Request to fetch licenses',
  'lost-pc': 'Return of licenses whose PC is gone',
  'request-status': 'Question about requests to Support',
  'support-request': 'Request to Support',
} as const satisfies Record<HostRequestClaims['intent']['type'], string>

/** ISO date in UTC: read alike everywhere. */
function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** Names come from outside: they may not end the line, nor look like a BEGIN line, nor steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]+/gu, ' ').replace(/-{3,}/g, '--')
}
