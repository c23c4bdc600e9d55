import { readFile } from 'node:fs/promises'
import { refusal } from '@latchkey/core/refusals'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isKnown, sendRefusal } from '../answer.ts'
import { type BrandFiles, registerBrand } from './brand.ts'
import { type PageFile, type PageFiles, readPageFiles } from './page-files.ts'

/** Nothing inline, nothing from elsewhere, no markup from strings. */
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
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Links of mails carry a secret in their address.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

const YEAR_SECONDS = 365 * 24 * 60 * 60

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Latchkey</title></head>
<body><h1>The pages are not built</h1>
<p>The license server works; its portal and console are missing from this installation.
Run <code>npm run build:pages</code>, then start the server again.</p></body></html>
`

/**
 * Serves the portal at `/` and the console at `/console`. An address within one of them that is no file gets its page: which
 * screen it is, the page knows. Whoever does not ask for a page gets the refusal that any unknown address gets.
 */
export function registerPages(app: FastifyInstance, folder: string | null, brand: BrandFiles): void {
  registerBrand(app, brand)
  const files = folder === null ? null : readPageFiles(folder)
  app.setNotFoundHandler(async (request, reply) => {
    const [path = ''] = request.url.split('?', 1)
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendUnknown(reply)
    const file = files?.get(path)
    if (file !== undefined && !path.endsWith('.html')) return sendFile(request, reply, file)
    return isPagePath(path) && wantsPage(request) ? sendPage(request, reply, files, path) : sendUnknown(reply)
  })
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, files: PageFiles | null, path: string) {
  const page = files?.get(/^\/console(?:\/|$)/.test(path) ? '/console/index.html' : '/portal/index.html')
  if (page !== undefined) return sendFile(request, reply, page)
  return reply.code(503).headers(HEADERS).header('content-type', 'text/html; charset=utf-8').send(NOT_BUILT)
}

function sendUnknown(reply: FastifyReply): FastifyReply {
  return sendRefusal(reply, refusal('NOT_FOUND', { field: 'page' }))
}

/** The API answers for itself, whoever asks; so do files, whose old names must not turn into pages. */
function isPagePath(path: string): boolean {
  return !/^\/(?:v1|assets)(?:\/|$)/.test(path)
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html')
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): Promise<FastifyReply> {
  const { path, type, etag, packed } = file
  const encoding = packed ? encodingOf(request) : null
  const tag = `"${etag}${encoding === null ? '' : `-${encoding}`}"`
  // Names under /assets hold the hash of what is in them.
  const isImmutable = /[/\\]assets[/\\]/.test(path)
  reply
    .code(200)
    .headers(HEADERS)
    .header('etag', tag)
    .header('vary', 'accept-encoding')
    .header('cache-control', isImmutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
  if (isKnown(tag, request.headers['if-none-match'] ?? '')) return reply.code(304).send()
  if (encoding !== null) reply.header('content-encoding', encoding)
  const bytes = await readFile(encoding === null ? path : `${path}.${encoding === 'br' ? 'br' : 'gz'}`)
  return reply.header('content-type', type).send(bytes)
}

function encodingOf({ headers }: FastifyRequest): 'br' | 'gzip' | null {
  const accepted = headers['accept-encoding'] ?? ''
  if (/\bbr\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return 'br'
  return /\bgzip\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted) ? 'gzip' : null
}
