import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { REFUSAL_CODES, refusal, wordsOf } from '@latchkey/core/refusals'
import { screenOf } from '@latchkey/wizard/flow/screen-of'
import { openFlow } from '@latchkey/wizard/flow/state'
import { languages, speak, useLanguage } from '@latchkey/wizard/language'
import type { Input } from '@latchkey/wizard/flow/screen'
import type { Frame } from '@latchkey/wizard/window/frame'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildPages } from '../../../scripts/build-pages.ts'
import { filesOf, issueKey, openPc, openVendor } from '../../wizard/test/memory-engine.ts'
import { colorFindings, escapees, findings } from './axe.ts'
import { launchBrowser } from './browser.ts'
import { overflowOf, settled } from './gallery-page.ts'
import { cutTexts, pseudoLanguage, reloadInPseudo, textsOf } from './pseudo.ts'
import { openFrames, openTalk, type Stage, type Talk } from './window-stage.ts'

let browser: Browser
const stages: Stage[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
})

/** No test passes over what its page complained of: a CSP violation, an exception, a request to elsewhere. */
afterEach(async () => {
  const open = stages.splice(0)
  for (const stage of open) await stage.close()
  await useLanguage('en')
  const complaints = open.flatMap((stage) => stage.complaints)
  if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('\n')}`)
})

function kept<S extends Stage>(stage: S): S {
  stages.push(stage)
  return stage
}

const press = (name: string) => ({ type: 'press', name }) as const
const set = (name: string, value: string | boolean) => ({ type: 'set', name, value }) as const

/** Goes to every screen there is, and looks at each. */
async function visitAll(talk: Talk, look: (what: string) => Promise<void>, prepared: Prepared): Promise<void> {
  const { conversation } = talk
  const act = (...inputs: readonly Input[]) => talk.act(...inputs)
  const { vendor, key, mistyped, taken } = prepared
  const actions = () =>
    conversation.screen().controls.flatMap((control) => (control.kind === 'licenses' ? control.rows : []))
  const chooseAll = async (action: string) => {
    for (const { action: choice } of actions()) if (choice !== null) await act(set(choice.name, action))
  }
  await look('what cannot be opened')
  await act(press('again'))
  await look('Step 1')
  await act(press('next'))
  await look('Step 2')
  await act(set('mode', 'key'))
  await look('Step 2 with the key')
  await act(
    set('mode', 'account'),
    set('username', 'maria'),
    set('password', 'correct horse battery'),
    set('hasKey', true),
    set('key', mistyped),
    press('next'),
  )
  await look('a mistyped key')
  vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
  await act(set('key', key), press('next'))
  await look('a refusal')
  vendor.offline = null
  await act(press('next'))
  await look('what Next will do')
  await act(press('next'))
  await look('Step 3')
  await chooseAll('activate')
  await act(press('next'))
  await look('OK to change')
  await act(press('ok'))
  await look('Step 4')
  await act(press('cancel'))
  await talk.page.getByRole('alertdialog').waitFor()
  await look('exit?')
  await act(press('no'))
  await talk.page.getByRole('alertdialog').waitFor({ state: 'hidden' })
  await act(press('restart'), press('next'))
  await chooseAll('return')
  await look('Manage, Step 2')
  await act(press('next'), press('next'))
  await look('Manage, what Next will do')
  await act(press('next'))
  await look('Manage, Step 4')
  await act(press('restart'), set('route', 'activate'), press('next'), set('mode', 'key'), set('key', taken))
  await act(press('next'), press('next'))
  await look('active elsewhere')
  await act(press(actions()[0]?.links[0]?.name ?? ''))
  await look('ways out')
  await act(press('next'))
  await look('return it there')
  await act(press('back'), set('wayOut', 'ask-support'), press('next'))
  await look('ask Support')
  await act(set('email', 'maria@example.com'), press('send'))
  await look('Support has it')
  await act(press('restart'))
  await look('Step 1, with a request')
  await act(press('requests'))
  await look('requests to Support')
  await act(press('back'), set('route', 'activate'), press('next'))
  await act(set('username', 'otto'), set('password', 'staple staple staple'), press('next'))
  await act(press(actions()[0]?.links[0]?.name ?? ''), set('wayOut', 'lost-pc'))
  await look('ways out, of the owner')
  await act(press('next'))
  await look('I no longer have that PC')
  await act(press('ok'))
  await look('Step 3, after a return')
  await chooseAll('activate')
  await act(press('next'), press('ok'), press('restart'), set('route', 'manage'), press('next'))
  await chooseAll('transfer')
  await act(press('next'), set('username', 'maria'), set('password', 'correct horse battery'))
  await act(set('hasKey', true), set('key', prepared.lost), press('next'))
  await look('Move to another account, what Next will do')
  await act(press('next'))
  await look('Move to another account, Step 4')
  await act(press('help'))
  await look('Help and settings')
  await act(press('next'))
  await look('the doctor')
  vendor.offline = refusal('NETWORK_TIMEOUT', { server: 'licenses.example' })
  await act(press('refresh'))
  await look('the doctor, with a verdict')
  vendor.offline = null
  await act(press('back'), set('help', 'connection'), press('next'))
  await act(set('proxy', 'manual'), set('address', 'socks5://proxy.example.com:1080'), press('next'))
  await look('proxy and certificates, refused')
  await act(press('back'), set('help', 'language'), press('next'))
  await look('language')
  // By file, on a PC that has never met its server.
  await act(press('back'), press('back'), press('restart'), set('route', 'activate'), press('next'))
  vendor.offline = refusal('NETWORK_DNS', { server: 'licenses.example' })
  await act(set('mode', 'key'), set('key', key), press('next'))
  await look('a file is offered')
  await act(press('save-request'))
  await look('save a request file')
  await act(press('save'))
  await look('keys of the server first')
  await act(press('offline'), { type: 'file', name: 'response', fileName: 'holiday.jpg', content: '' })
  await look('load a file, refused')
  vendor.files.set('keys', { kind: 'keys' })
  await act({ type: 'file', name: 'response', fileName: 'keys', content: '' })
  await act(press('save'))
  await look('a request is saved')
  await act(press('restart'))
  await look('Step 1, with a file that is carried')
  vendor.offline = null
  await act(set('route', 'activate'), press('next'), set('mode', 'key'), set('key', taken), press('next'))
  await act(press('next'), press(actions()[0]?.links[0]?.name ?? ''), set('wayOut', 'emergency'), press('next'))
  await look('an emergency license')
  await act(press('ok'))
  await look('an emergency license, Step 4')
}

type Prepared = Awaited<ReturnType<typeof prepare>>

async function prepare() {
  const vendor = openVendor()
  const key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
  const taken = issueKey(vendor, 2, ['ct'])
  await openPc(vendor, 'OLD-PC').activate({ key: taken }, [{ keyId: 'key_2' as never, product: 'ct' as never }])
  const lost = issueKey(vendor, 3, ['ct'])
  const signIn = { account: { id: 'acc_otto', name: 'otto' }, token: 'acc_otto' }
  await openPc(vendor, 'LOST-PC').activate({ key: lost, signIn }, [{ keyId: 'key_3' as never, product: 'ct' as never }])
  return { vendor, key, lost, mistyped: `${key.slice(0, 20)}7${key.slice(21)}`, taken }
}

async function talkOf(prepared: Prepared): Promise<Talk> {
  const talk = kept(
    await openTalk(
      browser,
      openPc(prepared.vendor, 'PC-1', { knowsServer: false }),
      filesOf(prepared.vendor),
      refusal('STORE_DENIED', { path: '/var/lib/latchkey/device-key.pem' }),
    ),
  )
  await talk.page.getByRole('heading', { level: 1 }).waitFor()
  return talk
}

async function speakArabic(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'العربية' }).click()
  await page.locator('html[dir=rtl]').waitFor()
}

/** Thirty screens on a busy machine: a bound for a hanging test, not a measure. */
const BOUND_MS = 180_000

describe('every screen', () => {
  test.each([
    ['light', 'en'],
    ['dark', 'ar'],
  ] as const)('has nothing for axe to find, %s first, in %s', { timeout: BOUND_MS }, async (colorScheme, tag) => {
    const prepared = await prepare()
    const talk = await talkOf(prepared)
    await talk.page.emulateMedia({ colorScheme })
    if (tag === 'ar') await speakArabic(talk.page)
    const seen: string[] = []
    await visitAll(
      talk,
      async (what) => {
        seen.push(what)
        await settled(talk.page)
        expect({ what, found: await findings(talk.page) }).toEqual({ what, found: [] })
        await talk.page.emulateMedia({ colorScheme: colorScheme === 'light' ? 'dark' : 'light' })
        await settled(talk.page)
        expect({ what: `${what}, other colors`, found: await colorFindings(talk.page) }).toEqual({
          what: `${what}, other colors`,
          found: [],
        })
        await talk.page.emulateMedia({ colorScheme })
      },
      prepared,
    )
    expect(seen.length).toBeGreaterThanOrEqual(30)
  })

  // 540 is 1080 at 200 % zoom; 320 is the narrowest that WCAG 1.4.10 asks for.
  test('never scrolls sideways at 320 pixels or at 200 % zoom, and keeps its borders in forced colors', async () => {
    const prepared = await prepare()
    const talk = await talkOf(prepared)
    await visitAll(
      talk,
      async (what) => {
        for (const width of [320, 540]) {
          await talk.page.setViewportSize({ width, height: 640 })
          expect({ what: `${what} at ${width}`, overflow: await overflowOf(talk.page) }).toEqual({
            what: `${what} at ${width}`,
            overflow: 0,
          })
          expect({ what: `${what} at ${width}`, found: await escapees(talk.page) }).toEqual({
            what: `${what} at ${width}`,
            found: [],
          })
        }
        await talk.page.emulateMedia({ forcedColors: 'active' })
        expect({ what: what, found: await borderless(talk.page) }).toEqual({ what: what, found: [] })
        await talk.page.emulateMedia({ forcedColors: 'none' })
      },
      prepared,
    )
  })

  test('reads from right to left in Arabic, and never scrolls sideways there', async () => {
    const prepared = await prepare()
    const talk = await talkOf(prepared)
    await speakArabic(talk.page)
    await visitAll(
      talk,
      async (what) => {
        expect(await talk.page.locator('html').getAttribute('lang')).toBe('ar')
        await talk.page.setViewportSize({ width: 320, height: 640 })
        expect({ what: what, overflow: await overflowOf(talk.page) }).toEqual({ what: what, overflow: 0 })
        expect({ what: what, found: await escapees(talk.page) }).toEqual({ what: what, found: [] })
      },
      prepared,
    )
  })

  test('says nothing that did not come through the catalogs, and a third more text is cut off nowhere', async () => {
    const pseudo = await pseudoLanguage()
    const prepared = await prepare()
    const talk = await talkOf(prepared)
    speak(pseudo.wizard)
    await reloadInPseudo(talk.page, pseudo.page)
    const wrong: string[] = []
    let texts = 0
    await visitAll(
      talk,
      async (what) => {
        const shown = await textsOf(talk.page)
        texts += shown.length
        const latin = shown.filter((text) => /[A-Za-z]{2}/.test(withoutData(text)))
        for (const text of latin) wrong.push(`${what}: not translated: ${text}`)
        for (const width of [320, 1080]) {
          await talk.page.setViewportSize({ width, height: 820 })
          await settled(talk.page)
          const found = [...(await cutTexts(talk.page)), ...(await escapees(talk.page))]
          for (const element of found) wrong.push(`${what} at ${width}: cut off: ${element}`)
          if ((await overflowOf(talk.page)) > 0) wrong.push(`${what} at ${width}: scrolls sideways`)
        }
      },
      prepared,
    )
    expect(wrong).toEqual([])
    expect(texts).toBeGreaterThan(300)
  })

  test('can be read in every language', async () => {
    const talk = await talkOf(await prepare())
    for (const { tag, name } of languages) {
      await talk.page.getByRole('combobox').first().click()
      await talk.page.getByRole('option', { name }).click()
      await talk.page.locator(`html[lang=${tag}]`).waitFor()
      expect(await talk.page.getByRole('heading', { level: 1 }).innerText()).toBe(talk.conversation.screen().title)
    }
  })
})

/** What is nobody's language: names, addresses, ids, keys, commands, codes, dates, and each language's own name. */
const DATA = [
  /holiday\.jpg/g,
  /license-wizard [a-z][^\n]*/g,
  /Commissioning Tool|IzoT Net Server|Standard|OLD-PC|LOST-PC|\/(?:home|var)\/[\w/.-]+|PC-1|https:\/\/licenses\.example/g,
  /maria@example\.com|licenses\.example|\bmaria\b|\botto\b|\/[\w/-]+/g,
  /\b(?:op|rr|lic|key)_\w+|\b[A-Z]+(?:_[A-Z]+)+\b/g,
  /\b(?:[0-9A-Z]{5}-)+[0-9A-Z]{1,5}\b|\b[0-9A-HJKMNP-TV-Z]{5}\b/g,
  /\b[A-Z][a-z]{2}\s\d{2},\s\d{4}\b|,? and /g,
]

function withoutData(text: string): string {
  const names = languages.map(({ name }) => name)
  return [...DATA, ...names].reduce<string>((left, data) => left.replaceAll(data, ' '), text)
}

/** Controls whose edge cannot be seen where colors are forced. */
async function borderless(page: Page): Promise<readonly string[]> {
  return page
    .locator('button, input[type=text], input[type=password], textarea')
    .evaluateAll((elements) =>
      elements
        .filter(
          (element) => element.checkVisibility() && Number.parseFloat(getComputedStyle(element).borderTopWidth) < 1,
        )
        .map((element) => element.outerHTML.slice(0, 120)),
    )
}

const EMPTY_PC = {
  hostName: 'PC-1',
  locals: [],
  repaired: [],
  repairRefusal: null,
  settingsRefusal: null,
  requests: [],
  waiting: [],
}

/** A frame of Step 2 with anything changed. */
function frameOf(parts: Partial<Extract<Frame, { type: 'screen' }>['screen']>): Frame {
  const state = openFlow(EMPTY_PC)
  const screen = { ...screenOf({ ...state, place: 'credentials' }), ...parts }
  return { type: 'screen', screen, title: 'License Wizard', locale: 'en', languages, mayType: true, answers: 0 }
}

describe('what is shown', () => {
  test('every refusal has its sentence, cause, way out and code, to be read and to be copied', async () => {
    const stage = kept(await openFrames(browser))
    const { page } = stage
    const state = openFlow(EMPTY_PC)
    for (const [at, code] of REFUSAL_CODES.entries()) {
      const no = refusal(code, { product: 'Commissioning Tool', hostName: 'OLD-PC', keyLast5: 'AB123' })
      const { outlook } = screenOf({ ...state, place: 'credentials', problem: { kind: 'refusal', refusal: no } })
      stage.send(frameOf({ outlook, focus: { on: 'next', turn: at } }))
      const alert = page.getByRole('alert').filter({ hasText: code })
      await alert.waitFor()
      const { sentence, cause, wayOut } = wordsOf(no)
      const shown = await alert.innerText()
      for (const words of [sentence, cause, wayOut]) expect(shown).toContain(words)
    }
    await page.getByRole('button', { name: 'Copy details' }).click()
    const copied: string = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain(REFUSAL_CODES.at(-1))
  })

  test('names of 10,000 characters, markup and turned directions are harmless', async () => {
    const stage = kept(await openFrames(browser))
    const { page } = stage
    const names = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      'A'.repeat(10_000),
      'safe \u202Egnp.exe\u2066\u0000\u2028 name',
      'שרת'.repeat(3_000),
    ]
    const rows = names.map((name, id) => ({
      id: String(id),
      cells: { product: name, edition: name, key: name, associatedTo: name, activatedOn: name, expires: name },
      action: {
        name: `action:${id}`,
        value: 'none' as const,
        options: [{ value: 'none' as const, label: 'No change', refused: null }],
      },
      status: { good: false, words: 'Not done' },
      notes: [name],
      refusals: [{ sentence: name, cause: name, wayOut: name, code: name }],
      links: [{ name: 'way-out:1', label: name }],
    }))
    const columns = { product: 'Product', edition: 'Edition', key: 'Key', associatedTo: 'Associated to' }
    const others = { activatedOn: 'Activated on', expires: 'Expires', action: 'Action', status: 'Status', note: 'Note' }
    const lines = names.map((text) => ({ tone: 'warning' as const, text }))
    stage.send(
      frameOf({ controls: [{ kind: 'licenses', columns: { ...columns, ...others }, rows }], lines, outlook: lines }),
    )
    await page.getByText('Not done').first().waitFor()
    for (const width of [320, 1080]) {
      await page.setViewportSize({ width, height: 820 })
      expect(await escapees(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
    }
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(await page.title()).not.toMatch(/^[12]$/)
    expect(await page.locator('body').innerText()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
  })

  test('a paste of anything, 10 MB too, leaves a key field that works', async () => {
    const prepared = await prepare()
    const talk = await talkOf(prepared)
    const { page, conversation } = talk
    await talk.act(press('again'), press('next'), set('mode', 'key'))
    const field = page.getByRole('textbox', { name: 'Activation Key' })
    const paste = async (text: string) => {
      await field.focus()
      await field.evaluate((input, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text', pasted)
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
    }
    const wide = prepared.key.replaceAll(/./g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0))
    const nonsense = ['A'.repeat(10_000_000), '\u0000\u202E💥\n'.repeat(50_000), '<b>key</b>', '{}', ' ']
    for (const text of nonsense) await paste(text)
    for (const text of [
      prepared.key,
      prepared.key.toLowerCase(),
      prepared.key.replaceAll('-', ' \r\n '),
      wide,
      `Dear customer,\nyour key is ${prepared.key}.\nRegards`,
    ]) {
      await field.fill('')
      await paste(text)
      await expect.poll(() => field.inputValue()).toBe(prepared.key)
    }
    await page.getByRole('button', { name: 'Next >' }).click()
    await page.getByText('is for Commissioning Tool').waitFor()
    expect(conversation.screen().name).toBe('credentials')
  })
})

describe('Step 4', () => {
  test('is copied as one text, for a mail to Support', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct'])
    const talk = kept(await openTalk(browser, openPc(vendor, 'PC-1')))
    const { page, conversation } = talk
    await talk.act(press('next'), set('mode', 'key'), set('key', key), press('next'), press('next'))
    await talk.act(set('action:lic_1_0', 'activate'), press('next'), press('ok'))
    await page.getByRole('button', { name: 'Copy details' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('Succeeded')
    expect(copied).toBe(conversation.screen().details)
  })
})

describe('what lies below the buttons', () => {
  test('is shown once it is answered: what Next will do, and why not', async () => {
    const vendor = openVendor()
    const key = issueKey(vendor, 1, ['ct', 'izot-net-server'])
    const talk = kept(await openTalk(browser, openPc(vendor, 'PC-1')))
    const { page } = talk
    await page.setViewportSize({ width: 800, height: 640 })
    await talk.act(
      press('next'),
      set('username', 'maria'),
      set('password', 'wrong'),
      set('hasKey', true),
      set('key', key),
    )
    const isSeen = async (words: string) => {
      const answer = await page.getByText(words).boundingBox()
      const buttons = await page.getByRole('contentinfo').boundingBox()
      return answer !== null && buttons !== null && answer.y >= 0 && answer.y + answer.height <= buttons.y
    }
    await talk.act(press('next'))
    await expect.poll(() => isSeen('SIGN_IN_FAILED')).toBe(true)
    await talk.act(set('password', 'correct horse battery'), press('next'))
    await expect.poll(() => isSeen('Next > will associate 2 licenses')).toBe(true)
  })
})

describe('what is sent to the browser', () => {
  test('is at most 200 kB of JavaScript', async () => {
    const assets = join(await buildPages('wizard'), 'assets')
    const names = (await readdir(assets)).filter((name) => /^(?:wizard|en)-.*\.js$/.test(name))
    const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(assets, name))).length))
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0)
    process.stdout.write(`web-wizard-script-gzip ${sizeBytes} B (target <= 200000 B)\n`)
    expect(names).toHaveLength(2)
    expect(sizeBytes).toBeLessThanOrEqual(200_000)
  })
})
