import type { ProxySettings } from './config.ts'

/**
 * The proxy that a request to `url` goes through; null for none. HTTP_PROXY also serves https addresses when HTTPS_PROXY is not
 * set, and NO_PROXY lists hosts as curl reads it: names with everything below them, `*`, and ports.
 */
export function proxyFor(url: URL, { httpProxy, httpsProxy, noProxy }: ProxySettings): URL | null {
  const proxy = url.protocol === 'https:' ? httpsProxy || httpProxy : httpProxy
  if (proxy === '' || isExempt(url, noProxy)) return null
  const address = proxy.includes('://') ? proxy : `http://${proxy}`
  return URL.canParse(address) ? new URL(address) : null
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = bareHost(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return noProxy.split(/[\s,]+/).some((entry) => entry !== '' && isCoveredBy(host, port, entry))
}

function isCoveredBy(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true
  const match = /^(\[[^\]]+\]|[^:]+|[^:]*:[^:]*:.*?)(?::(\d+))?$/.exec(entry)
  const name = bareHost(match?.[1] ?? entry).replace(/^\*?\./, '')
  if (match?.[2] !== undefined && match[2] !== port) return false
  return host === name || host.endsWith(`.${name}`)
}

function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}
