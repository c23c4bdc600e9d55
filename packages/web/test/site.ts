import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

const run = promisify(execFile)
const web = join(import.meta.dirname, '..')

/** What our own servers send: nothing inline, nothing from elsewhere, no markup from strings. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** A built page, served as our servers would. */
export interface Site {
  readonly url: string
  /** Size of all JavaScript of its entry, in bytes after gzip; the catalogs of other languages are loaded apart. */
  readonly scriptBytes: number
  close(): Promise<void>
}

/** Builds packages/web the way it is shipped and serves it on 127.0.0.1 under the strict Content Security Policy. */
export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-web-'))
  // A process of its own: within the test runner, NODE_ENV would make it a development build.
  const vite = join(web, '..', '..', 'node_modules', 'vite', 'bin', 'vite.js')
  await run(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: web,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const server = createServer((request, response) => void answer(folder, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    scriptBytes: await scriptBytesOf(folder),
    close: () => close(server, folder),
  }
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
  const bytes = await readFile(join(folder, path)).catch(() => null)
  if (bytes === null) {
    response.writeHead(404).end()
    return
  }
  response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
  response.setHeader('x-content-type-options', 'nosniff')
  response.end(bytes)
}

async function scriptBytesOf(folder: string): Promise<number> {
  const assets = join(folder, 'assets')
  const entries = (await readdir(assets)).filter((name) => /^(?:gallery|en)-.*\.js$/.test(name))
  const sizes = await Promise.all(entries.map(async (name) => gzipSync(await readFile(join(assets, name))).length))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function close(server: Server, folder: string): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
}
