import { describe, expect, test } from 'vitest'
import { checkAddress, isAllowedAddress, readAddress, resolveAllowed } from '../../src/webhooks/address.ts'

/** Everything an attacker may name to make the server talk to its own network. */
const FORBIDDEN = [
  // IPv4: this host, private, shared, loopback, link-local with the clouds' metadata, protocol assignments, test nets, 6to4, multicast.
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.1.2.3',
  '169.254.169.254',
  '169.254.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast, documentation, discard.
  '::',
  '::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '100::1',
  '3fff::1',
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64 (well-known and local), 6to4, Teredo.
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2001:0:7f00:1::1',
  // No addresses at all.
  '',
  'localhost',
  '1',
  '0x7f000001',
  '127.0.0.1.',
  '127.0.0.1/8',
  'fe80::1%eth0x y',
] as const

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450::1',
] as const

const NEVER = { loopback: false }
const LOCAL = { loopback: true }

describe('an IP address', () => {
  test.each(FORBIDDEN)('%s is never connected to', (address) => {
    expect(isAllowedAddress(address, NEVER)).toBe(false)
  })

  test.each(PUBLIC)('%s may be connected to', (address) => {
    expect(isAllowedAddress(address, NEVER)).toBe(true)
  })

  test('of this machine may be connected to in development, and still no other one of its network', () => {
    const allowed = FORBIDDEN.filter((address) => isAllowedAddress(address, LOCAL))
    expect(allowed).toEqual(['127.0.0.1', '127.1.2.3', '::1', '0x7f000001'])
  })
})

/** Hosts that a URL parser reads as an address, however they are written, and what else a URL may try. */
const FORBIDDEN_URLS = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://0x7f.0.0.1/',
  'https://127.0.0.1:8443/',
  'https://127.0.0.1./',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xa9fea9fe/',
  'https://10.0.0.1/',
  'https://192.168.1.1/',
  'https://localhost/',
  'https://LOCALHOST/',
  'https://x.localhost/',
  'https://intranet/',
  'https://metadata/',
  'https://１２７.0.0.1/',
  'https://127。0。0。1/',
  'https://①②⑦.0.0.1/',
  'http://hooks.example.com/',
  'http://8.8.8.8/',
  'ftp://hooks.example.com/',
  'file:///etc/passwd',
  'gopher://hooks.example.com/',
  'https://user:secret@hooks.example.com/',
  'https://hooks.example.com@127.0.0.1/',
  'https://hooks.example.com/#x',
  'https:///',
  'https://',
  'hooks.example.com',
  '',
  'javascript:alert(1)',
  'https://%31%32%37.0.0.1/',
] as const

describe('the address of an endpoint', () => {
  test.each(FORBIDDEN_URLS)('%s is refused before any name server is asked', (url) => {
    expect(readAddress(url, NEVER).ok).toBe(false)
  })

  test.each([
    'https://hooks.example.com/',
    'https://hooks.example.com:8443/x?y=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('%s is taken', (url) => {
    expect(readAddress(url, NEVER).ok).toBe(true)
  })

  test('may be plain http in development, for this machine only', () => {
    for (const url of ['http://127.0.0.1:9000/x', 'http://localhost:9000/', 'http://[::1]:9000/']) {
      expect(readAddress(url, LOCAL).ok).toBe(true)
    }
    for (const url of [
      'http://hooks.example.com/',
      'http://10.0.0.1/',
      'https://10.0.0.1/',
      'http://169.254.169.254/',
    ]) {
      expect(readAddress(url, LOCAL).ok).toBe(false)
    }
  })
})

const leadingTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const failing = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }))

describe('a name', () => {
  const url = new URL('https://hooks.example.com/')
  test.each(FORBIDDEN)('that leads to %s is refused', async (address) => {
    expect((await resolveAllowed(url, leadingTo(address), NEVER)).ok).toBe(false)
  })

  test('that leads to one public and one private address is refused as a whole', async () => {
    expect((await resolveAllowed(url, leadingTo('8.8.8.8', '10.0.0.1'), NEVER)).ok).toBe(false)
    expect((await resolveAllowed(url, leadingTo('8.8.8.8', '2606:4700::1111'), NEVER)).ok).toBe(true)
    expect((await resolveAllowed(url, leadingTo(), NEVER)).ok).toBe(false)
  })

  test('that is not known is refused; a name server that does not answer is no reason', async () => {
    expect(await checkAddress(url.href, failing('ENOTFOUND'), NEVER)).toContain('not known')
    expect(await checkAddress(url.href, failing('EAI_AGAIN'), NEVER)).toBeNull()
    expect(await checkAddress(url.href, leadingTo('8.8.8.8'), NEVER)).toBeNull()
    expect(await checkAddress(url.href, leadingTo('127.0.0.1'), NEVER)).toContain('public')
  })
})
