import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeBlob } from '../../scripts/package/blob.ts'
import { NO_BRAND } from '../../scripts/package/brand.ts'
import { buildPackages, type Built, contentOf } from '../../scripts/package/build.ts'
import { bundleWizard } from '../../scripts/package/bundle.ts'
import { fetchNode } from '../../scripts/package/fetch-node.ts'
import { isFuseFlipped } from '../../scripts/package/fuse.ts'
import { cpuOf, isSignatureTrue, sectionOf, signAdHoc } from '../../scripts/package/mach-o.ts'
import { inspectWindowsProgram, SUBSYSTEMS } from '../../scripts/package/pe.ts'
import { type TargetName, TARGETS } from '../../scripts/package/targets.ts'

/** Everything that is shipped, looked at byte by byte: `npm run test:package`, a few minutes, 190 MB from npm the first time. */

const AMD64 = 0x8664
const ARM64 = 0x01_00_00_0c
const folder = mkdtempSync(join(tmpdir(), 'latchkey-package-slow-'))
const out = join(folder, 'out')
const names = Object.keys(TARGETS) as TargetName[]
/** An icon that is one as far as its header goes; what Windows is handed is these bytes. */
const ICON = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000010000000100', 'hex'),
  Buffer.from('an icon'),
])
const brand = { ...NO_BRAND, name: 'Echelon', icon: ICON }
let built: readonly Built[]

beforeAll(async () => {
  built = await buildPackages({ targets: names, brand, nodes: [], out })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (path: string) => readFileSync(join(out, path))

/** What the executable of a target has to carry, made once more. */
async function blobOf(target: TargetName): Promise<Buffer> {
  const writer = await fetchNode(TARGETS[target].writer)
  const at = mkdtempSync(join(folder, 'blob-'))
  return readFileSync(
    await writeBlob(await contentOf(brand, await bundleWizard()), writer, at, TARGETS[target].format === 'elf'),
  )
}

test('the same sources give the same bytes', async () => {
  const again = await buildPackages({ targets: names, brand, nodes: [], out: join(folder, 'again') })
  expect(again).toEqual(built)
  expect(built.map(({ path }) => path)).toEqual([
    'linux-x64/license-wizard',
    'win-x64/license-wizard.exe',
    'win-x64/License Wizard.exe',
    'darwin-arm64/license-wizard',
  ])
  expect(read('SHA256SUMS').toString()).toBe(built.map(({ sha256, path }) => `${sha256}  ${path}\n`).join(''))
})

describe('for Windows', () => {
  test.each([
    ['license-wizard.exe', SUBSYSTEMS.console],
    ['License Wizard.exe', SUBSYSTEMS.window],
  ])('%s has its subsystem, content and names, and nothing of Node’s signature', async (name, subsystem) => {
    const program = read(`win-x64/${name}`)
    const { blob, words, ...seen } = inspectWindowsProgram(program)
    expect(seen).toEqual({ machine: AMD64, subsystem, isSigned: false, icons: 1 })
    expect(isFuseFlipped(program)).toBe(true)
    expect(blob?.equals(await blobOf('win-x64'))).toBe(true)
    expect(words).toMatchObject({ ProductName: 'Echelon License Wizard', CompanyName: 'Echelon' })
    expect(JSON.stringify(words)).not.toContain('Node')
    expect(program.includes(ICON)).toBe(true)
  })

  test('the two differ in their subsystem, and so in their checksum, and nothing else', () => {
    const [one, other] = [read('win-x64/license-wizard.exe'), read('win-x64/License Wizard.exe')]
    const optionalHeader = one.readUInt32LE(0x3c) + 24
    const [checksum, subsystem] = [optionalHeader + 64, optionalHeader + 68]
    expect([one.readUInt16LE(subsystem), other.readUInt16LE(subsystem)]).toEqual([3, 2])
    for (const program of [one, other]) program.fill(0, checksum, subsystem + 2)
    expect(one.equals(other)).toBe(true)
  })

  test('what is read of a program is read right: Node itself is signed, and of the console', async () => {
    const node = inspectWindowsProgram(readFileSync(await fetchNode(TARGETS['win-x64'].node)))
    expect(node).toMatchObject({ machine: AMD64, subsystem: SUBSYSTEMS.console, isSigned: true, blob: null })
  })
})

describe('for macOS', () => {
  test('the program has its content, and an ad-hoc signature that is true', async () => {
    const program = read('darwin-arm64/license-wizard')
    expect(cpuOf(program)).toBe(ARM64)
    expect(isFuseFlipped(program)).toBe(true)
    expect(isSignatureTrue(program)).toBe(true)
    expect(sectionOf(program, 'NODE_SEA', '__NODE_SEA_BLOB')?.equals(await blobOf('darwin-arm64'))).toBe(true)
  })

  test('one changed bit makes the signature false, and nothing is signed twice', () => {
    const program = read('darwin-arm64/license-wizard')
    expect(() => signAdHoc(program, 'license-wizard')).toThrow('signed already')
    program.writeUInt8((program[1_000_000] ?? 0) ^ 1, 1_000_000)
    expect(isSignatureTrue(program)).toBe(false)
  })

  test('what is judged is judged as Apple does: the signature that came with Node is true', async () => {
    expect(isSignatureTrue(readFileSync(await fetchNode(TARGETS['darwin-arm64'].node)))).toBe(true)
  })
})
