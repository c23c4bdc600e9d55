import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPc, type Pc } from '../../../../test/support/pc.ts'
import { openVendor, type Person, type Vendor } from '../../../../test/support/vendor.ts'
import { widthOf } from '../../src/terminal/width.ts'

/** The wizard in other languages, as a person meets it: a real process, a real terminal of 80 x 24, a real server. */
let vendor: Vendor
let alice: Person
let key: string

beforeAll(async () => {
  vendor = await openVendor()
  alice = await vendor.createAccount('alice')
  key = (await vendor.issuePair()).key
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

/** What is the same in every language: names of things, what is typed, ids. */
const DATA = [
  /\b(?:Tab|Enter|Esc|OK|JSON|PEM|Latchkey|README|Caps Lock|localhost)\b|packages\/wizard\/README\.md|latchkey-[0-9a-f]+|\[options\]/g,
  /\b(?:lost-pc|dead-pc|reinstall|hardware-change|account-transfer|zh-Hans|id\|product)\b/g,
  /https?:\/\/\S+|127\.0\.0\.1(?::\d+)?|\/\S+/g,
  /Commissioning(?: Tool)?|IzoT Net(?: Server)?|\b(?:Tool|Server|Standard|Latchkey)\b|PC-\w+|\bPC\b|alice|openlns-server|izot-net-server/g,
  /\b(?:op|rr|lic|key|req|srv)_\w+|license-wizard|--?[\w-]+|<[\w|]+>|<[\w|]*|\[\w+\]|\b[A-Z]+(?:_[A-Z0-9]+)+\b/g,
  /\b(?:[0-9A-Z]{5}-)+[0-9A-Z]{1,5}\b|\b[0-9A-HJKMNP-TV-Z]{5}\b/g,
]
/** Names of commands, where the help lists them. */
const COMMANDS =
  /^ {2}(?:list|activate|return|associate|transfer|emergency|lost-pc|support-request|request|import|renew|fetch|repair|doctor|help)\b/

function englishIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) =>
      /[A-Za-z]{3}/.test(DATA.reduce((left, data) => left.replaceAll(data, ' '), line.replace(COMMANDS, ''))),
    )
}

function expectFits(screen: string): void {
  const lines = screen.split('\n')
  expect(lines.length).toBeLessThanOrEqual(24)
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
  expect(screen).not.toContain('\uFFFD')
}

const SCREENS = {
  de: [
    'Was möchten Sie tun?',
    'Zeigen Sie, dass die Lizenzen Ihnen gehören',
    'Aktion für jede Lizenz',
    'Möchten Sie beenden?',
  ],
  ja: ['何をしますか？', 'ライセンスがあなたのもの', '操作を選んで', '終了しますか？'],
  ar: ['ماذا تريد أن تفعل؟', 'أثبت أن التراخيص لك', 'اختر إجراءً لكل ترخيص', 'هل تريد الخروج؟'],
} as const

describe.each(['de', 'ja', 'ar'] as const)('at a terminal, %s', (language) => {
  test('carries one from Step 1 to the end, fits, and leaves no English over', async () => {
    const [start, credentials, choice, exit] = SCREENS[language]
    await using wizard = openPc(vendor, `PC-${language}`).open({
      columns: 80,
      rows: 24,
      env: { LATCHKEY_LANGUAGE: language },
    })
    const seen: string[] = [await wizard.waitFor(start)]
    await wizard.press('enter')
    seen.push(await wizard.waitFor(credentials))
    await wizard.press('right', 'down')
    await wizard.paste(key.toLowerCase())
    await wizard.press('tab')
    seen.push(await wizard.waitFor(key))
    await wizard.waitFor('Commissioning Tool')
    await wizard.press('enter')
    seen.push(await wizard.waitFor(choice))
    await wizard.press('esc')
    seen.push(await wizard.waitFor(exit))
    await wizard.press('enter')
    expect((await wizard.exited()).exitCode).toBe(0)
    for (const screen of seen) expectFits(screen)
    // German shares too many words with English; the pseudo-language of languages.test.ts stands for it.
    expect(language === 'de' ? [] : seen.flatMap(englishIn)).toEqual([])
  })
})

describe('a command in Japanese', () => {
  let pc: Pc
  beforeAll(() => {
    pc = openPc(vendor, 'PC-JA')
  })

  test.each([
    ['--help'],
    ['help', 'support-request'],
    ['list'],
    ['doctor'],
    ['frobnicate'],
    ['list', '--frobnicate'],
    ['list', '--server'],
    ['return', 'much', 'too', 'much'],
  ])('%s %s says nothing in English', async (...args) => {
    const { stdout, stderr } = await pc.wizard(args, {}, { LATCHKEY_LANGUAGE: 'ja' })
    const text = `${stdout}\n${stderr}`.replaceAll(/frobnicate|list|return|much|too|support-request/g, '')
    expect(text).toMatch(/[ぁ-ん]/)
    expect(englishIn(text)).toEqual([])
  })

  test('activates, and says so; JSON keeps its codes and members', async () => {
    const env = { LATCHKEY_LANGUAGE: 'ja' }
    const done = await pc.wizard(['activate'], { account: alice, key }, env)
    expect(done).toMatchObject({ exitCode: 0 })
    expect(done.stdout).toContain('成功')
    expect(englishIn(done.stdout)).toEqual([])
    const refused = await openPc(vendor, 'PC-OTHER').json(['activate'], { key }, env)
    expect(refused.json.rows[0]).toMatchObject({ status: 'refused', refusal: { code: 'ACTIVATED_ELSEWHERE' } })
    expect(refused.json.rows[0].refusal.sentence).toMatch(/^このライセンスは ?PC-JA/)
  })
})

async function greeting(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return (await openPc(vendor, 'PC-EMPTY').wizard(['list', ...args], {}, env)).stdout.trim()
}

describe('the language', () => {
  test.each([
    [['--language', 'fr'], { LATCHKEY_LANGUAGE: 'ja', LANG: 'de_DE.UTF-8' }, 'Ce PC'],
    [['--language=zh-CN'], {}, '此电脑'],
    [[], { LATCHKEY_LANGUAGE: 'es', LANG: 'de_DE.UTF-8' }, 'Este PC'],
    [[], { LANG: 'de_AT.UTF-8' }, 'Dieser PC'],
    [[], { LC_ALL: 'C.UTF-8', LANG: 'de_DE.UTF-8' }, 'This PC'],
    [[], { LANG: 'de_DE.UTF-8', LATCHKEY_LANGUAGE: 'xx' }, 'Dieser PC'],
    [[], { LANG: 'ja_JP.UTF-8', TERM: 'linux' }, 'This PC'],
    [[], {}, 'This PC'],
  ])('with %j and %j greets with %s', async (args, env, words) => {
    expect(await greeting(args, env)).toMatch(new RegExp(`^${words}`))
  })

  test('that is not spoken is refused with 2, and the known ones are named', async () => {
    const { exitCode, stderr } = await openPc(vendor, 'PC-EMPTY').wizard(['list', '--language', 'tlh'])
    expect(exitCode).toBe(2)
    expect(stderr.replaceAll('\n', ' ')).toContain(
      '"tlh" is no language spoken here; known are: en, de, fr, es, ja, zh-Hans, and ar.',
    )
  })
})
