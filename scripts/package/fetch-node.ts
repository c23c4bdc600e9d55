import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type NodePackage, TARGETS } from './targets.ts'

const run = promisify(execFile)
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/latchkey-node', import.meta.url))

/**
 * The path of a Node.js program from npm, fetched once. Its package is held to the pinned hash each time it is unpacked; whatever
 * else comes is thrown away and an error.
 */
export async function fetchNode(node: NodePackage): Promise<string> {
  return join(await fetchPackage(node), node.program)
}

/** The license of a Node.js that came with its text: the one for Linux. */
export async function fetchNodeLicense(): Promise<string> {
  return await readFile(join(await fetchPackage(TARGETS['linux-x64'].node), 'LICENSE'), 'utf8')
}

async function fetchPackage({ name, version, integrity, program }: NodePackage): Promise<string> {
  // The hash is in the name: what was unpacked under another one is never used.
  const digest = createHash('sha256').update(`with its license ${integrity}`).digest('hex').slice(0, 16)
  const home = join(CACHE, `${name}-${version}-${digest}`)
  if (existsSync(join(home, 'package', program))) return join(home, 'package')
  await mkdir(CACHE, { recursive: true })
  const draft = await mkdtemp(join(CACHE, 'draft-'))
  try {
    const tarball = await download(`${name}@${version}`, draft)
    await checkIntegrity(tarball, integrity)
    await run('tar', ['-xzf', tarball, '-C', draft, '--exclude=package/include', '--exclude=package/share'])
    await rm(tarball)
    await rename(draft, home).catch((cause: unknown) => {
      // Somebody else was faster, with the same bytes.
      if (!existsSync(join(home, 'package', program))) throw cause
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return join(home, 'package')
}

async function download(what: string, folder: string): Promise<string> {
  const npm = process.env['npm_execpath']
  const args = ['pack', what, '--json', '--loglevel=error', '--pack-destination', folder]
  const [program, all] = npm?.endsWith('.js') === true ? [process.execPath, [npm, ...args]] : ['npm', args]
  try {
    const { stdout } = await run(program, all, { cwd: folder })
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { readonly filename: string }>)
    if (packed === undefined) throw new Error('npm packed nothing')
    return join(folder, packed.filename)
  } catch (cause) {
    throw new Error(
      `${what} could not be fetched with npm: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}

/** Throws for a file that is not exactly the pinned one. */
export async function checkIntegrity(path: string, integrity: string): Promise<void> {
  const found = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`
  if (found !== integrity) throw new Error(`What npm sent is not what is pinned: ${found} instead of ${integrity}`)
}
