import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const web = join(root, 'packages/web')
/** What the pages are made of. */
const SOURCES = ['packages/web', 'packages/core/src', 'packages/words'].map((path) => join(root, path))
const MADE = new Set(['dist', 'node_modules', 'test'])

/** Builds a page of packages/web into `packages/web/dist/<page>` if it is missing or older than its sources; gives the folder. */
export async function buildPage(page: string): Promise<string> {
  const folder = join(web, 'dist', page)
  const built = await timeOf(join(folder, `${page}.html`))
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestIn))))
  if (built > newest) return folder
  await mkdir(join(web, 'dist'), { recursive: true })
  const draft = await mkdtemp(join(web, 'dist', `.${page}-`))
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [
    vite,
    'build',
    '--config',
    `${page}.vite.config.ts`,
    '--outDir',
    draft,
    '--emptyOutDir',
    '--logLevel',
    'error',
  ]
  // A process of its own: within the test runner, NODE_ENV would make it a development build.
  await run(process.execPath, args, { cwd: web, env: { ...process.env, NODE_ENV: 'production' } }).catch(
    async (error: Error & { readonly stderr?: string }) => {
      await rm(draft, { recursive: true, force: true })
      throw new Error(`${page} was not built: ${error.stderr ?? error.message}`)
    },
  )
  await putInPlace(draft, folder)
  return folder
}

/** Whole at every moment but one; two that build at the same time make the same files. */
async function putInPlace(draft: string, folder: string): Promise<void> {
  const old = `${draft}-old`
  if (existsSync(folder)) await rename(folder, old).catch(() => undefined)
  await rename(draft, folder).catch(async (cause: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw cause
  })
  await rm(old, { recursive: true, force: true })
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true })
  const times = entries.map(async (entry) => {
    if (MADE.has(entry.name)) return 0
    const path = join(folder, entry.name)
    return entry.isDirectory() ? newestIn(path) : timeOf(path)
  })
  return Math.max(0, ...(await Promise.all(times)))
}

async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const page of process.argv.slice(2)) await buildPage(page)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
