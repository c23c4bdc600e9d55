import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../packages/web/test/browser.ts'
import { BrandFault, readBrand } from '../scripts/package/brand.ts'
import { buildPackages, EMBEDDED_LANGUAGES } from '../scripts/package/build.ts'
import { checkIntegrity } from '../scripts/package/fetch-node.ts'
import { flipFuse, FUSE, isFuseFlipped } from '../scripts/package/fuse.ts'
import { checkGivenNode } from '../scripts/package/given-node.ts'
import { openPackaged, type Place, runPackaged } from './support/packaged.ts'
import { openVendor, type Vendor, valueOf } from './support/vendor.ts'
import { openPage } from './support/window.ts'
import { LOCALES } from '@latchkey/words/locales'

/** One file, on a PC that has nothing else. The programs for Windows and macOS: `npm run test:package`. */

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#7a1fa2"/></svg>'
const COLORS = { light: { accent: '#7a1fa2', onAccent: '#ffffff' }, dark: { accent: '#e1a8f5', onAccent: '#1b0626' } }

let folder: string
let vendor: Vendor

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-package-test-'))
  vendor = await openVendor()
})

afterAll(async () => {
  await vendor?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function brandFolder(name: string, brand: unknown, files: Readonly<Record<string, string | Buffer>> = {}): string {
  const path = join(folder, name)
  mkdirSync(path)
  writeFileSync(join(path, 'brand.json'), typeof brand === 'string' ? brand : JSON.stringify(brand))
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(path, file), bytes)
  return path
}

// A download that fails must fail the test: without it nothing is known of what is shipped.
describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the License Wizard as one file', () => {
  let program: string

  beforeAll(async () => {
    const { root } = await rootOf(vendor)
    const brand = {
      name: 'Echelon & "Sons" <b>',
      colors: COLORS,
      logo: 'mark.svg',
      server: vendor.url(),
      rootKey: root,
    }
    const built = await buildPackages({
      targets: ['linux-x64'],
      brand: readBrand(brandFolder('echelon', brand, { 'mark.svg': LOGO })),
      nodes: [],
      out: join(folder, 'out'),
    })
    program = join(folder, 'out', built[0]?.path ?? '')
  })

  function place(name: string, env: Readonly<Record<string, string>> = {}): Place {
    const store = join(folder, name)
    return {
      program,
      folder,
      env: { LATCHKEY_STORE: store, LATCHKEY_HOST_NAME: name, XDG_STATE_HOME: join(folder, 'state'), ...env },
    }
  }

  test('moves a license to another account by commands, as KB1023 says: the server is built in', async () => {
    const [alice, bob] = await Promise.all([vendor.createAccount('alice'), vendor.createAccount('bob')])
    const { id, key } = await vendor.issuePair()
    const pc = place('PC-1')
    const proof = (person: typeof alice) => ['--account', person.username]
    const secrets = (person: typeof alice) => ({ LATCHKEY_PASSWORD: person.password, LATCHKEY_KEY: key })
    const states = () => vendor.state(id).map(({ associatedTo, activatedOn }) => [associatedTo, activatedOn !== null])

    const associated = await runPackaged(pc, ['associate', ...proof(alice), '--json'], secrets(alice))
    expect({ ...associated, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect((await runPackaged(pc, ['activate', '--json'], { LATCHKEY_KEY: key })).exitCode).toBe(0)
    expect(states()).toEqual([
      [alice.id, true],
      [alice.id, true],
    ])
    expect((await runPackaged(pc, ['return', '--all', ...proof(bob), '--json'], secrets(bob))).exitCode).toBe(0)
    expect(states()).toEqual([
      [bob.id, false],
      [bob.id, false],
    ])
    const again = await runPackaged(pc, ['activate', ...proof(bob), '--json'], { LATCHKEY_PASSWORD: bob.password })
    expect(again.exitCode).toBe(0)
    expect(vendor.liveActivations(id)).toBe(2)
    const list = await runPackaged(pc, ['list'])
    expect(list.stdout).toContain('IzoT Net')
  })

  test('trusts the root key that is built in, and no other server', async () => {
    await using stranger = await openVendor()
    const { key } = await stranger.issueKey({})
    const ended = await runPackaged(place('PC-2', { LATCHKEY_SERVER: stranger.url() }), ['activate', '--json'], {
      LATCHKEY_KEY: key,
    })
    expect(ended.exitCode).not.toBe(0)
    expect(JSON.parse(ended.stdout).refusal.code).toBe('RESPONSE_UNTRUSTED')
  })

  test('shows its window with the brand, within its Content Security Policy', async () => {
    await using window = await openPackaged(place('PC-3'))
    const browser = await launchBrowser()
    try {
      await using opened = await openPage(browser, window.url)
      const { page } = opened
      await page.getByRole('heading', { level: 1, name: 'What do you want to do?' }).waitFor()
      await page.getByText('Echelon & "Sons" <b>', { exact: true }).waitFor()
      const accent = await page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--brand-accent-light'),
      )
      expect(accent.trim()).toBe('#7a1fa2')
      expect(await page.locator('header img').evaluate((logo: HTMLImageElement) => logo.naturalWidth)).toBeGreaterThan(
        0,
      )
      await page.getByRole('combobox', { name: 'Language' }).click()
      await page.getByRole('option', { name: 'Deutsch' }).click()
      await page.locator('html[lang=de]').waitFor()
      await page.getByRole('heading', { level: 1, name: 'Was möchten Sie tun?' }).waitFor()
      expect(opened.complaints).toEqual([])
    } finally {
      await browser.close()
    }
  })

  test('speaks every language without a file beside it', async () => {
    expect(new Set(EMBEDDED_LANGUAGES)).toEqual(new Set(Object.keys(LOCALES).filter((tag) => tag !== 'en')))
    const english = await runPackaged(place('PC-4'), ['list'], { LATCHKEY_LANGUAGE: 'en' })
    for (const tag of EMBEDDED_LANGUAGES) {
      const { exitCode, stdout, stderr } = await runPackaged(place('PC-4'), ['list'], { LATCHKEY_LANGUAGE: tag })
      expect({ tag, exitCode, stderr }).toEqual({ tag, exitCode: 0, stderr: '' })
      expect(stdout).not.toBe(english.stdout)
    }
  })

  test('carries no path of the machine that built it', () => {
    const bytes = readFileSync(program)
    expect(isFuseFlipped(bytes)).toBe(true)
    const paths = [join(import.meta.dirname, '..'), folder, process.execPath]
    expect(paths.filter((path) => bytes.includes(path))).toEqual([])
  })
})

async function rootOf(at: Vendor): Promise<{ readonly root: string }> {
  const { keySet } = valueOf(await at.client().call('getServer'))
  const claims = JSON.parse(Buffer.from(keySet.split('.')[1] ?? '', 'base64url').toString()) as {
    root: { kid: string }
  }
  return { root: claims.root.kid }
}

describe('a brand that cannot be used is refused before anything is built', () => {
  const PNG_64 = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.from('0000004000000040', 'hex'),
  ])
  test.each([
    ['no brand.json', null, {}, /brand\.json does not exist/],
    ['no JSON', '{', {}, /is not JSON/],
    ['no name', {}, {}, /name: /],
    [
      'an unknown field',
      { name: 'A', colour: '#fff' },
      {},
      /colour is no field of a brand\. There are: name, colors, logo/,
    ],
    ['an unknown color', { name: 'A', colors: { ...COLORS, dim: {} } }, {}, /colors\.dim is no field/],
    [
      'colors that cannot be read',
      { name: 'A', colors: { ...COLORS, light: { accent: '#f0c000', onAccent: '#ffffff' } } },
      {},
      /#f0c000 is too pale.*contrast with the background is 1\.\d+:1; text needs 4\.5:1.*Use #/,
    ],
    [
      'no color',
      { name: 'A', colors: { ...COLORS, dark: { accent: 'red', onAccent: '#000' } } },
      {},
      /"red" is no color/,
    ],
    ['a logo that is not there', { name: 'A', logo: 'logo.svg' }, {}, /logo\.svg does not exist.*names it as the logo/],
    ['a logo elsewhere', { name: 'A', logo: '../logo.svg' }, {}, /beside brand\.json/],
    [
      'a logo that is too big',
      { name: 'A', logo: 'logo.svg' },
      { 'logo.svg': Buffer.alloc(256 * 1024 + 1, ' ') },
      /has 262145 bytes\. The logo may have 262144/,
    ],
    ['an icon of another size', { name: 'A', icon: 'i.png' }, { 'i.png': PNG_64 }, /a PNG of 256 x 256 pixels/],
    ['an icon that is no PNG', { name: 'A', icon: 'i.png' }, { 'i.png': 'GIF89a' }, /a PNG of 256 x 256 pixels/],
    ['a server without TLS', { name: 'A', server: 'http://licenses.example' }, {}, /server is an https address/],
    ['a root key that is none', { name: 'A', rootKey: 'abc' }, {}, /rootKey is the thumbprint/],
  ] as const)('%s', (name, brand, files, words) => {
    const path = brand === null ? join(folder, 'nowhere') : brandFolder(`bad ${name}`, brand, files)
    expect(() => readBrand(path)).toThrow(BrandFault)
    expect(() => readBrand(path)).toThrow(words)
  })

  test('every fault is told at once', () => {
    const path = brandFolder('worse', { nam: 'A', logo: '../x', server: 'ftp://x' })
    expect(() => readBrand(path)).toThrow(
      /name: [\s\S]*beside brand\.json[\s\S]*server is an https[\s\S]*nam is no field/,
    )
  })
})

describe('what the packager takes', () => {
  test('nothing but the pinned bytes', async () => {
    const path = join(folder, 'node.tgz')
    writeFileSync(path, 'something else')
    await expect(checkIntegrity(path, 'sha512-AAAA')).rejects.toThrow('not what is pinned: sha512-')
  })

  test('no Node of another machine or version', async () => {
    const path = join(folder, 'node')
    await expect(checkGivenNode({ target: 'linux-x64', path })).rejects.toThrow('does not exist')
    writeFileSync(path, 'MZ')
    await expect(checkGivenNode({ target: 'linux-x64', path })).rejects.toThrow('no program for linux-x64')
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('cffaedfe', 'hex'), Buffer.from(`${FUSE}:0 node-v22.1.0-headers.tar.gz`)]),
    )
    await expect(checkGivenNode({ target: 'darwin-arm64', path })).rejects.toThrow('its version: 22.1.0')
  })

  test('no program that carries another already, or no Node at all', () => {
    const node = Buffer.from(`...${FUSE}:0...`)
    expect(isFuseFlipped(node)).toBe(false)
    flipFuse(node)
    expect(isFuseFlipped(node)).toBe(true)
    expect(() => flipFuse(node)).toThrow('no Node.js program that can carry another')
    expect(isFuseFlipped(Buffer.from('a program'))).toBe(null)
    expect(isFuseFlipped(Buffer.from(`${FUSE}:0${FUSE}:0`))).toBe(null)
  })
})
