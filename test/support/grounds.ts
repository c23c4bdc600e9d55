import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, type Server } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { generate } from 'selfsigned'
import type { Pc } from './pc.ts'
import { type Vendor, valueOf } from './vendor.ts'

/** What makes the wizard be refused, at the terminal as at the window. */

/** The key with its last character another. */
export function mistyped(key: string): string {
  return key.slice(0, -1) + (key.at(-1) === '7' ? '8' : '7')
}

/** A key whose one license the vendor has put on hold, or withdrawn. */
export async function issueInStanding(vendor: Vendor, standing: 'suspended' | 'revoked') {
  const issued = await vendor.issueKey({})
  const params = { id: issued.licenses[0]?.id ?? '' }
  valueOf(await vendor.client().call('setStanding', { params, body: { standing } }))
  return issued
}

/** Edits a license file of this PC, so that its signature fits no more. */
export function damageLicense(pc: Pc): void {
  const folder = join(pc.store, 'licenses')
  const path = join(folder, readdirSync(folder)[0] ?? '')
  chmodSync(path, 0o600)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/[A-Za-z]{4}(?=[^]{0,300}-----END)/, 'AAAA'))
}

/** A file where a folder of the store should be: not even an administrator can write below it. */
export function denyFolder(path: string): void {
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, 'not a folder')
}

/** Copies license files to another PC, as somebody might who hopes that they work there. */
export function copyLicenses(from: Pc, to: Pc): void {
  const target = join(to.store, 'licenses')
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(join(from.store, 'licenses'))) {
    writeFileSync(join(target, name), readFileSync(join(from.store, 'licenses', name)))
  }
}

interface Certificate {
  readonly cert: string
  readonly key: string
}

/** A certificate for 127.0.0.1 and its key, both PEM; signed by what is given, else it vouches for itself. */
export async function ownCertificate(authority?: Certificate): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: authority ? '127.0.0.1' : 'Own CA' }], {
    ...(authority === undefined ? {} : { ca: authority }),
    extensions: [
      { name: 'basicConstraints', cA: authority === undefined },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { cert, key }
}

/** A socket server on a free port, closed with everything connected to it. */
export async function listen(server: Server): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    sockets.add(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise((closed) => void server.close(closed))
    },
  }
}

/** The vendor's server behind TLS, with a certificate of a CA that nobody here knows: closed with everything connected to it. */
export async function behindOwnCa(
  vendor: Vendor,
): Promise<AsyncDisposable & { readonly url: string; readonly ca: string }> {
  const authority = await ownCertificate()
  const { hostname, port } = new URL(vendor.url())
  const server = createTlsServer(await ownCertificate(authority), (socket) => {
    const behind = connect(Number(port), hostname)
    socket.pipe(behind).pipe(socket)
    behind.on('error', () => socket.destroy())
    socket.on('close', () => behind.destroy())
  })
  const listening = await listen(server)
  return { ...listening, url: listening.url.replace('http:', 'https:'), ca: authority.cert }
}
