// Builds the pages that the license server serves, when they are missing or older than their sources; says so, and nothing otherwise.
// Plain JavaScript; run by npm scripts, on the Node 24 they find first.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const web = join(root, 'packages', 'web')
const built = join(web, 'dist', 'pages')
const stamp = join(built, 'pages.json')

const SOURCES = [
  'packages/web/{app,portal,console,ui,public}/**/*.*',
  'packages/words/{catalogs,locales,src}/**/*.*',
  'packages/web/*.{ts,json,html}',
  'packages/{core,contract}/src/**/*.ts',
  'package-lock.json',
  'scripts/build-pages.mjs',
]

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Packed once more they only grow. */
const PACKED_ALREADY = new Set(['.woff2', '.png'])

function buildPages() {
  const sources = hashOfSources()
  if (existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).sources === sources) return
  console.error('Building the pages of portal and console; this happens after each change of them ...')
  // A folder of its own first, put in place by one rename: a server or a second build may be looking at the old one.
  const draft = join(web, 'dist', `.pages-${process.pid}`)
  mkdirSync(draft, { recursive: true })
  try {
    runVite(draft)
    writeFileSync(join(draft, 'pages.json'), `${JSON.stringify({ sources, files: packAll(draft) })}\n`)
    putInPlace(draft)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function hashOfSources() {
  const hash = createHash('sha256')
  for (const path of globSync(SOURCES, { cwd: root }).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

function runVite(draft) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [
    vite,
    'build',
    '--config',
    'pages.vite.config.ts',
    '--outDir',
    draft,
    '--emptyOutDir',
    '--logLevel',
    'error',
  ]
  // stdout stays empty: it belongs to the answer of the command that comes next.
  const env = { ...process.env, NODE_ENV: 'production' }
  const done = spawnSync(process.execPath, args, { cwd: web, stdio: ['ignore', 2, 2], env })
  if (done.status === 0) return
  console.error('Could not build the pages; what was built before is unchanged.')
  process.exit(done.status ?? 1)
}

/** Every file with its type, its ETag and its packed forms, made once here instead of at each request. */
function packAll(draft) {
  const files = {}
  for (const path of globSync('**/*.*', { cwd: draft }).sort()) {
    const bytes = readFileSync(join(draft, path))
    const extension = extname(path)
    const isPacked = !PACKED_ALREADY.has(extension) && bytes.length > 1024
    if (isPacked) {
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
      writeFileSync(join(draft, `${path}.br`), brotliCompressSync(bytes, quality))
      writeFileSync(join(draft, `${path}.gz`), gzipSync(bytes, { level: 9 }))
    }
    files[`/${path.replaceAll('\\', '/')}`] = {
      type: TYPES[extension] ?? 'application/octet-stream',
      etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      packed: isPacked,
    }
  }
  return files
}

function putInPlace(draft) {
  for (let tries = 0; tries < 20; tries += 1) {
    rmSync(built, { recursive: true, force: true })
    try {
      renameSync(draft, built)
      return
    } catch (cause) {
      // Another build was faster; the same sources make the same pages.
      if (cause.code !== 'ENOTEMPTY' && cause.code !== 'EEXIST' && cause.code !== 'EPERM') throw cause
    }
  }
}

buildPages()
