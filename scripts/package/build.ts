import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import wizard from '../../packages/wizard/package.json' with { type: 'json' }
import { buildPages } from '../build-pages.ts'
import { type Content, writeBlob } from './blob.ts'
import type { Brand } from './brand.ts'
import { type Bundle, bundleWizard, catalogKey } from './bundle.ts'
import { fetchNode, fetchNodeLicense } from './fetch-node.ts'
import { inject } from './inject.ts'
import { signAdHoc } from './mach-o.ts'
import { type GivenNode, checkGivenNode } from './given-node.ts'
import { notices } from './notices.ts'
import { brandedPage } from './page.ts'
import { windowsProgram } from './pe.ts'
import { type Target, type TargetName, TARGETS } from './targets.ts'

const CATALOGS = fileURLToPath(new URL('../../packages/words/catalogs', import.meta.url))
const IDENTIFIER = 'license-wizard'

export interface Order {
  readonly targets: readonly TargetName[]
  readonly brand: Brand
  /** Programs to use instead of those of npm. */
  readonly nodes: readonly GivenNode[]
  /** Folder for the results. */
  readonly out: string
}

export interface Built {
  readonly target: TargetName
  /** Below `out`, with slashes. */
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** The languages that lie beside the script. */
export const EMBEDDED_LANGUAGES = ['de', 'fr', 'es', 'ja', 'zh-Hans', 'ar'] as const

/** Builds the License Wizard as single executables. The same sources, brand and packages give the same bytes. */
export async function buildPackages({ targets, brand, nodes, out }: Order): Promise<readonly Built[]> {
  for (const node of nodes) await checkGivenNode(node)
  const bundle = await bundleWizard()
  const content = await contentOf(brand, bundle)
  const built: Built[] = []
  for (const name of targets) {
    const given = nodes.find(({ target }) => target === name)
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-package-'))
    try {
      for (const [file, bytes] of await programsOf(TARGETS[name], given, { content, brand, folder })) {
        const path = `${name}/${file}`
        await put(join(out, path), bytes)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        built.push({ target: name, path, sizeBytes: bytes.length, sha256 })
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const sums = built.map(({ sha256, path }) => `${sha256}  ${path}\n`)
  await put(join(out, 'NOTICES.txt'), Buffer.from(notices(bundle.modules, await fetchNodeLicense())))
  await put(join(out, 'SHA256SUMS'), Buffer.from(sums.join('')))
  return built
}

/** Script, page, languages and the vendor's settings: the same for every target. */
export async function contentOf(brand: Brand, { script }: Bundle): Promise<Content> {
  const page = brandedPage(await buildPages('wizard'), brand)
  const words = await Promise.all(
    EMBEDDED_LANGUAGES.map(async (tag) => [catalogKey(tag), await readFile(join(CATALOGS, `${tag}.json`))] as const),
  )
  const assets = new Map([
    ...Array.from(page, ([path, bytes]) => [`page/${path}`, bytes] as const),
    ...words,
    ['vendor.json', Buffer.from(JSON.stringify(brand.settings))] as const,
  ])
  return { script, assets }
}

interface Making {
  readonly content: Content
  readonly brand: Brand
  readonly folder: string
}

async function programsOf(target: Target, given: GivenNode | undefined, making: Making) {
  const { content, brand, folder } = making
  const node = given?.path ?? (await fetchNode(target.node))
  const writer = await fetchNode(given === undefined ? target.writer : TARGETS['linux-x64'].writer)
  // V8 takes compiled code only from its own kind.
  const blob = await writeBlob(content, writer, folder, target.format === 'elf')
  switch (target.format) {
    case 'elf':
      return [['license-wizard', await injected(node, blob, folder)]] as const
    case 'mach-o':
      return [['license-wizard', signAdHoc(await injected(node, blob, folder), IDENTIFIER)]] as const
    case 'pe':
      return await windowsPrograms(node, blob, brand)
  }
}

async function injected(node: string, blob: string, folder: string): Promise<Buffer> {
  const path = join(folder, 'license-wizard')
  await copyFile(node, path)
  await chmod(path, 0o755)
  await inject(path, blob)
  return await readFile(path)
}

/** One for terminals and scripts, one to double-click: Windows opens a console for the former and gives none to the latter. */
async function windowsPrograms(node: string, blob: string, { name, icon }: Brand) {
  const product = name === null ? 'License Wizard' : `${name} License Wizard`
  const labels = { product, company: name ?? 'Latchkey', version: wizard.version, icon }
  const [carrier, content] = await Promise.all([readFile(node), readFile(blob)])
  return [
    ['license-wizard.exe', windowsProgram(carrier, content, labels, 'console')],
    ['License Wizard.exe', windowsProgram(carrier, content, labels, 'window')],
  ] as const
}

/** Whole or not at all: an older one may be running. */
async function put(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.tmp`, bytes, { mode: 0o755 })
  await rename(`${path}.tmp`, path)
}
