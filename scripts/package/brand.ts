import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brandRefusal, brandStyleSheet } from '@latchkey/contract/brand'
import { brandFile } from '@latchkey/contract/schemas'
import type { VendorSettings } from '@latchkey/wizard/config'
import { z } from 'zod'

/** What a vendor makes of the License Wizard. */
export interface Brand {
  /** The vendor; null for none. */
  readonly name: string | null
  /** Style sheet with the vendor's colors, to stand behind the page's own; empty for none. */
  readonly styleSheet: string
  readonly logo: { readonly file: string; readonly bytes: Buffer } | null
  /** A PNG of 256 x 256 for Windows and for menus; null for none. */
  readonly icon: Buffer | null
  readonly settings: VendorSettings
}

export const NO_BRAND: Brand = {
  name: null,
  styleSheet: '',
  logo: null,
  icon: null,
  settings: { server: null, rootKey: null },
}

/** Why a brand cannot be built in, for whoever wrote it: everything that is wrong at once. */
export class BrandFault extends Error {}

const LOGO_BYTES_MAX = 256 * 1024
const ICON_BYTES_MAX = 256 * 1024
const ICON_PX = 256

/** The license server's brand.json, and what a wizard needs besides. */
const packageBrand = brandFile.extend({
  icon: z
    .string()
    .regex(/^[\w-]+\.png$/i, 'icon is the name of a PNG file beside brand.json')
    .optional(),
  server: z.string().refine(isServerAddress, 'server is an https address such as https://licenses.example').optional(),
  rootKey: z
    .string()
    .regex(/^[\w-]{43}$/, 'rootKey is the thumbprint that `latchkey keys list` shows: 43 characters')
    .optional(),
})

/** Reads `brand.json` of a folder and the pictures beside it. Throws a {@link BrandFault} before anything is built. */
export function readBrand(folder: string): Brand {
  const path = join(folder, 'brand.json')
  if (!existsSync(path)) throw new BrandFault(`${path} does not exist. It is the one file that a brand must have.`)
  const read = packageBrand.safeParse(jsonOf(path))
  if (!read.success) throw new BrandFault(read.error.issues.map((issue) => `${path}: ${wordsOf(issue)}`).join('\n'))
  const { name, colors, logo, icon, server, rootKey } = read.data
  const refused = colors === undefined ? null : brandRefusal(colors)
  if (refused !== null) throw new BrandFault(`${path}: ${refused.sentence} ${refused.cause} ${refused.wayOut}`)
  return {
    name,
    styleSheet: colors === undefined ? '' : brandStyleSheet(colors),
    logo: logo === undefined ? null : readLogo(folder, logo),
    icon: icon === undefined ? null : readIcon(folder, icon),
    settings: { server: server ?? null, rootKey: rootKey ?? null },
  }
}

function readLogo(folder: string, name: string): NonNullable<Brand['logo']> {
  const bytes = readPicture(folder, 'logo', name, LOGO_BYTES_MAX)
  return { file: `logo.${name.split('.').at(-1)?.toLowerCase() ?? ''}`, bytes }
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

function readIcon(folder: string, name: string): Buffer {
  const bytes = readPicture(folder, 'icon', name, ICON_BYTES_MAX)
  // A PNG begins with its signature and the IHDR chunk, whose first two fields are its size (PNG 11.2.1).
  const [width, height] = bytes.length < 24 ? [0, 0] : [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (!bytes.subarray(0, 8).equals(PNG) || width !== ICON_PX || height !== ICON_PX) {
    throw new BrandFault(`${join(folder, name)}: the icon is a PNG of ${ICON_PX} x ${ICON_PX} pixels.`)
  }
  return bytes
}

function readPicture(folder: string, what: string, name: string, bytesMax: number): Buffer {
  const path = join(folder, name)
  if (!existsSync(path)) throw new BrandFault(`${path} does not exist. brand.json names it as the ${what}.`)
  const bytes = readFileSync(path)
  if (bytes.length <= bytesMax) return bytes
  throw new BrandFault(`${path} has ${bytes.length} bytes. The ${what} may have ${bytesMax}; make it smaller.`)
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new BrandFault(`${path} is not JSON: ${cause instanceof Error ? cause.message : ''}`)
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.')).join(', ')
    return `${names} is no field of a brand. There are: ${Object.keys(packageBrand.shape).join(', ')}.`
  }
  return where === '' || issue.message.startsWith(where) ? issue.message : `${where}: ${issue.message}`
}

/** What is not encrypted may only be this PC itself: for trying things out. */
function isServerAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.username !== '' || url.hash !== '' || url.search !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname))
}
