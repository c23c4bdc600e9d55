import type { FastifyRequest } from 'fastify'
import type { Site } from '../accounts/passkeys.ts'

/**
 * Whether a browser's request comes from a page of this server. `Sec-Fetch-Site` says so in every browser of today, `Origin` in the
 * older ones; both are set by the browser and out of reach of scripts. What sends neither is no browser.
 */
export function cameFrom({ headers, host }: FastifyRequest): 'this-site' | 'another-site' | 'no-browser' {
  const fetchSite = headers['sec-fetch-site']
  const { origin } = headers
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return 'another-site'
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) return 'another-site'
  return fetchSite === undefined && origin === undefined ? 'no-browser' : 'this-site'
}

/** Where the page runs that calls: what the vendor has named, or else what the browser calls this server. */
export function siteOf(request: FastifyRequest, publicUrl: string | null): Site {
  const url = new URL(publicUrl ?? `${request.protocol}://${request.host}`)
  return { origin: url.origin, hostname: url.hostname }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
