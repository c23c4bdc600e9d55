// Builds the web pages, when they are missing or made of other sources than those of now; says so, and nothing otherwise.
// Run: npm run build:pages [-- site | wizard ...]
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const web = join(root, 'packages', 'web')
const dist = join(web, 'dist')

interface PageSet {
  readonly what: string
  /** Below `dist`. */
  readonly folder: string
  readonly config: string
  readonly sources: readonly string[]
  /** Whether each file is packed once here instead of at each request. */
  readonly packs: boolean
}

const SHARED_SOURCES = [
  'packages/web/{ui,public}/**/*.*',
  'packages/words/{catalogs,locales,src}/**/*.*',
  'packages/web/*.{ts,json,html}',
  'packages/{core,contract}/src/**/*.ts',
  'package-lock.json',
  'scripts/build-pages.ts',
]

const SETS = {
  site: {
    what: 'the pages of portal and console',
    folder: 'pages',
    config: 'pages.vite.config.ts',
    sources: [...SHARED_SOURCES, 'packages/web/{app,portal,console}/**/*.*'],
    packs: true,
  },
  wizard: {
    what: 'the page of the License Wizard',
    folder: 'wizard',
    config: 'wizard.vite.config.ts',
    sources: [...SHARED_SOURCES, 'packages/web/wizard/**/*.*'],
    packs: false,
  },
} as const satisfies Record<string, PageSet>

export type PageSetName = keyof typeof SETS

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Packed once more they only grow. */
const PACKED_ALREADY = new Set(['.woff2', '.png'])

/** Builds a set of pages if need be; gives the folder they lie in. */
export async function buildPages(name: PageSetName): Promise<string> {
  const set: PageSet = SETS[name]
  const folder = join(dist, set.folder)
  const stamp = join(folder, 'pages.json')
  const sources = hashOf(set.sources)
  const isBuilt =
    existsSync(stamp) && (JSON.parse(readFileSync(stamp, 'utf8')) as { sources: string }).sources === sources
  if (isBuilt) return folder
  console.error(`Building ${set.what}; this happens after each change of them ...`)
  mkdirSync(dist, { recursive: true })
  // A folder of its own first, put in place by one rename: a server or a second build may be looking at the old one.
  const draft = mkdtempSync(join(dist, `.${set.folder}-`))
  try {
    await runVite(set, draft)
    writeFileSync(join(draft, 'pages.json'), `${JSON.stringify({ sources, files: filesOf(draft, set.packs) })}\n`)
    putInPlace(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of globSync(sources, { cwd: root }).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

async function runVite({ what, config }: PageSet, draft: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--config', config, '--outDir', draft, '--emptyOutDir', '--logLevel', 'error']
  // A process of its own: within the test runner, NODE_ENV would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' }
  try {
    await run(process.execPath, args, { cwd: web, env })
  } catch (cause) {
    const { stderr, message } = cause as Error & { readonly stderr?: string }
    throw new Error(`Could not build ${what}; what was built before is unchanged.\n${stderr ?? message}`, { cause })
  }
}

/** Every file with its type, its ETag and, if it is packed, its packed forms. */
function filesOf(draft: string, packs: boolean) {
  const files: Record<string, { readonly type: string; readonly etag: string; readonly packed: boolean }> = {}
  for (const path of globSync('**/*.*', { cwd: draft }).sort()) {
    const bytes = readFileSync(join(draft, path))
    const extension = extname(path)
    const packed = packs && !PACKED_ALREADY.has(extension) && bytes.length > 1024
    if (packed) {
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
      writeFileSync(join(draft, `${path}.br`), brotliCompressSync(bytes, quality))
      writeFileSync(join(draft, `${path}.gz`), gzipSync(bytes, { level: 9 }))
    }
    files[`/${path.replaceAll('\\', '/')}`] = {
      type: TYPES[extension] ?? 'application/octet-stream',
      etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      packed,
    }
  }
  return files
}

function putInPlace(draft: string, folder: string): void {
  for (let tries = 0; tries < 20; tries += 1) {
    rmSync(folder, { recursive: true, force: true })
    try {
      renameSync(draft, folder)
      return
    } catch (cause) {
      // Another build was faster; the same sources make the same pages.
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause
    }
  }
}

function isPageSetName(name: string): name is PageSetName {
  return Object.hasOwn(SETS, name)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2)
  try {
    for (const name of names.length === 0 ? Object.keys(SETS) : names) {
      if (!isPageSetName(name))
        throw new Error(`${name} is no set of pages. There are: ${Object.keys(SETS).join(', ')}.`)
      await buildPages(name)
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
