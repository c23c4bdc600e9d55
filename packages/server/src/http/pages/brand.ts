import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brandRefusal, brandStyleSheet } from '@latchkey/contract/brand'
import { brandFile } from '@latchkey/contract/schemas'
import { err, ok, type Result } from '@latchkey/core/result'
import type { FastifyInstance } from 'fastify'
import { isKnown } from '../answer.ts'

/** A vendor's name, colors and logo, as its pages are given them. */
export interface BrandFiles {
  readonly name: string
  readonly styleSheet: string
  readonly logo: { readonly type: string; readonly bytes: Buffer } | null
}

export const NO_BRAND: BrandFiles = { name: 'Latchkey', styleSheet: '', logo: null }

/** Why a brand cannot be used, in words. */
export interface BrandFault {
  readonly path: string
  readonly words: string
}

const LOGO_TYPES: Readonly<Record<string, string>> = { svg: 'image/svg+xml', png: 'image/png', webp: 'image/webp' }
const LOGO_BYTES_MAX = 256 * 1024

/**
 * Reads `brand.json` of the data folder: `{ "name", "colors": { "light": { "accent", "onAccent" }, "dark": {...} }, "logo" }`, all but
 * the name optional; the logo is the name of a file beside it (SVG, PNG or WebP). Colors that cannot be read are refused.
 */
export function readBrand(folder: string): Result<BrandFiles, BrandFault> {
  const path = join(folder, 'brand.json')
  if (!existsSync(path)) return ok(NO_BRAND)
  const read = brandFile.safeParse(jsonOf(path))
  if (!read.success) return err({ path, words: read.error.issues.map(({ message }) => message).join('; ') })
  const { name, colors, logo } = read.data
  const refused = colors === undefined ? null : brandRefusal(colors)
  if (refused !== null) return err({ path, words: `${refused.sentence} ${refused.cause} ${refused.wayOut}` })
  const picture = logo === undefined ? ok(null) : readLogo(join(folder, logo))
  if (!picture.ok) return picture
  return ok({ name, styleSheet: colors === undefined ? '' : brandStyleSheet(colors), logo: picture.value })
}

function readLogo(path: string): Result<NonNullable<BrandFiles['logo']>, BrandFault> {
  const type = LOGO_TYPES[path.split('.').at(-1)?.toLowerCase() ?? '']
  if (type === undefined || !existsSync(path)) return err({ path, words: 'A logo is an SVG, PNG or WebP file.' })
  const bytes = readFileSync(path)
  return bytes.length > LOGO_BYTES_MAX ? err({ path, words: 'A logo has at most 256 KiB.' }) : ok({ type, bytes })
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** `/v1/brand.css` and `/v1/brand-logo`: what no page can be without while it is loading, so not JSON. */
export function registerBrand(app: FastifyInstance, { styleSheet, logo }: BrandFiles): void {
  const serve = (url: string, type: string, body: Buffer) => {
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    app.get(url, async (request, reply) => {
      reply
        .header('etag', tag)
        .header('cache-control', 'no-cache')
        // An SVG opened by itself is a document: it may do nothing.
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cross-origin-resource-policy', 'same-origin')
      if (isKnown(tag, request.headers['if-none-match'] ?? '')) return reply.code(304).send()
      return reply.header('content-type', type).send(body)
    })
  }
  serve('/v1/brand.css', 'text/css; charset=utf-8', Buffer.from(styleSheet))
  if (logo !== null) serve('/v1/brand-logo', logo.type, logo.bytes)
}
