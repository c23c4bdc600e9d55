import type { LookupAddress } from 'node:dns'
import { err, ok, type Result } from '@latchkey/core/result'
import ipaddr from 'ipaddr.js'

/** Where messages may go. */
export interface AddressRules {
  /** Whether a loopback address may be told too, and by http: for development on one machine, never in production. */
  readonly loopback: boolean
}

/** Why nothing is sent to an address, in English. */
export type AddressProblem = string

/** The one block of IPv6 whose addresses are reached on the internet (RFC 4291 2.4; IANA assigns from it alone). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/**
 * Whether the server may connect to an IP address. What is not plainly an address of the internet is refused: private, loopback,
 * link-local (169.254.169.254, where clouds tell secrets), shared (RFC 6598), multicast, reserved, and every form of IPv6 that hides
 * an IPv4 address (mapped, 6to4, Teredo, NAT64).
 */
export function isAllowedAddress(address: string, { loopback }: AddressRules): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (range === 'loopback') return loopback
  if (range !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST)
}

/**
 * Reads the address of an endpoint, without asking a name server. The URL parser has made dotted IPv4 of decimal, octal and
 * hexadecimal hosts, so that what is judged is what is connected to.
 */
export function readAddress(text: string, rules: AddressRules): Result<URL, AddressProblem> {
  if (!URL.canParse(text)) return err('It is not a URL.')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return err('It must not hold a user name or password.')
  if (url.hash !== '') return err('It must not hold a fragment (#).')
  const host = hostOf(url)
  const isLocal = host === 'localhost' || host.endsWith('.localhost')
  const isLiteral = ipaddr.isValid(host)
  const isLoopback = isLocal || (isLiteral && ipaddr.parse(host).range() === 'loopback')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback && rules.loopback)) {
    return err('It must begin with https://.')
  }
  if (isLoopback && !rules.loopback) return err('It leads to this machine itself.')
  if (isLiteral && !isAllowedAddress(host, rules)) return err(NOT_PUBLIC)
  if (!isLiteral && !isLocal && !host.replace(/\.$/, '').includes('.')) {
    return err('Its host must be a whole name, such as hooks.example.com.')
  }
  return ok(url)
}

const NOT_PUBLIC = 'It leads to an address that is not one of the public internet.'

/** The host as a connection takes it: IPv6 without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

/** Every address that a name stands for; rejects as `dns.lookup` does. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

/**
 * The addresses of a name, if all of them are allowed: one that is not makes the name suspect. By http only loopback ones are.
 * @throws what `resolve` throws
 */
export async function resolveAllowed(
  url: URL,
  resolve: Resolve,
  rules: AddressRules,
): Promise<Result<readonly LookupAddress[], AddressProblem>> {
  const found = await resolve(hostOf(url))
  if (found.length === 0) return err('Its name leads nowhere (DNS).')
  const isAllowed = ({ address }: LookupAddress) =>
    isAllowedAddress(address, rules) && (url.protocol === 'https:' || ipaddr.parse(address).range() === 'loopback')
  return found.every(isAllowed) ? ok(found) : err(NOT_PUBLIC)
}

/** Judges the address of an endpoint when it is named. A name server that does not answer is no reason: each delivery asks again. */
export async function checkAddress(
  text: string,
  resolve: Resolve,
  rules: AddressRules,
): Promise<AddressProblem | null> {
  const url = readAddress(text, rules)
  if (!url.ok) return url.error
  if (ipaddr.isValid(hostOf(url.value))) return null
  try {
    const resolved = await resolveAllowed(url.value, resolve, rules)
    return resolved.ok ? null : resolved.error
  } catch (cause) {
    const isUnknown = cause instanceof Error && 'code' in cause && cause.code === 'ENOTFOUND'
    return isUnknown ? 'Its name is not known (DNS).' : null
  }
}
