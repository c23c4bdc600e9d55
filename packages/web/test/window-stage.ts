import type { Refusal } from '@latchkey/core/refusals'
import { err, ok } from '@latchkey/core/result'
import { randomBytes } from 'node:crypto'
import type { Engine } from '@latchkey/host/engine'
import { useLanguage } from '@latchkey/wizard/language'
import type { Input } from '@latchkey/wizard/flow/screen'
import { folderAssets } from '@latchkey/wizard/window/assets'
import { type Conversation, openConversation } from '@latchkey/wizard/window/conversation'
import { openDesk } from '@latchkey/wizard/window/desk'
import type { Files } from '@latchkey/wizard/flow/tools'
import type { Frame } from '@latchkey/wizard/window/frame'
import { type Desk, serveWindow } from '@latchkey/wizard/window/server'
import { isLocale } from '@latchkey/words/locales'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../../scripts/build-pages.ts'

/** The window's own page, built as it is shipped, watched from its first line of script. */
export interface Stage {
  readonly page: Page
  /** What the Content Security Policy refused, what was thrown, what the console complained of, what was asked of elsewhere. */
  readonly complaints: string[]
  close(): Promise<void>
}

/** A window whose conversation the test can lead from the other side, so that every screen is reached in no time. */
export interface Talk extends Stage {
  readonly conversation: Conversation
  /** Does what a person would, and waits until the page shows what came of it. */
  act(...inputs: readonly Input[]): Promise<void>
}

async function speak(tag: string): Promise<void> {
  if (isLocale(tag)) await useLanguage(tag)
}

const NO_FILES: Files = {
  suggest: (name, ending) => `/home/maria/Downloads/${name}.${ending}`,
  full: (path) => path,
  isThere: () => false,
}

/** Opens the window's page on a real conversation with an engine; with `shut`, on why it cannot be opened before one tries again. */
export async function openTalk(
  browser: Browser,
  engine: Engine,
  files: Files = NO_FILES,
  shut: Refusal | null = null,
): Promise<Talk> {
  const conversation = await openConversation({
    opened: shut === null ? ok(engine) : err(shut),
    open: async () => ok(engine),
    files,
    speak,
    keepConnection: () => undefined,
    settingsRefusal: () => null,
  })
  const desk = openDesk({
    assets: folderAssets(await buildPages('wizard')),
    conversation,
    randomBytes: (size) => randomBytes(size),
    speak,
    focus: () => undefined,
  })
  const stage = await openStage(browser, desk, desk.newToken())
  return {
    ...stage,
    conversation,
    async act(...inputs) {
      for (const input of inputs) {
        conversation.receive(input)
        while (conversation.isBusy()) await new Promise((resolve) => void setTimeout(resolve, 1))
      }
      const { title } = conversation.screen()
      await stage.page.getByText(title, { exact: true }).first().waitFor()
    },
  }
}

/** Opens the window's page on frames that the test sends, whatever is in them. */
export async function openFrames(browser: Browser): Promise<Stage & { send(frame: Frame): void }> {
  let send: ((frame: Frame) => void) | null = null
  const { promise: watched, resolve } = Promise.withResolvers<void>()
  const desk: Desk = {
    assets: folderAssets(await buildPages('wizard')),
    admit: () => 'session',
    isSession: (secret) => secret === 'session',
    isInstance: () => false,
    watch(sender) {
      send = sender
      resolve()
      return () => undefined
    },
    receive: () => undefined,
    focus: () => undefined,
  }
  const stage = await openStage(browser, desk, 'token')
  await watched
  return { ...stage, send: (frame) => send?.(frame) }
}

async function openStage(browser: Browser, desk: Desk, token: string): Promise<Stage> {
  const server = await serveWindow(desk)
  const context = await browser.newContext({
    viewport: { width: 1080, height: 820 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // Colors that change slowly would only be waited for; that they do is looked at in the gallery.
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => complain(`CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`))',
  )
  page.on('pageerror', (error) => complaints.push(`thrown ${error.message}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) complaints.push(`request ${request.url()}`)
  })
  await page.goto(`${server.url}/#${token}`)
  return {
    page,
    complaints,
    async close() {
      await context.close()
      await server.close()
    },
  }
}
