import { MINUTE_MS } from '@latchkey/core/limits'
import { REFUSALS } from '@latchkey/core/refusals'
import { setTimeout as sleep } from 'node:timers/promises'
import { w } from '../words.ts'
import type { Assets } from './assets.ts'
import { type ConversationDeps, openConversation } from './conversation.ts'
import { openDesk, type WindowDesk } from './desk.ts'
import { focusRunning, type Instance, takeInstance } from './instance.ts'
import { serveWindow } from './server.ts'

/** What the window cannot make itself. */
export interface WindowDeps extends ConversationDeps {
  readonly assets: Assets
  readonly randomBytes: (size: number) => Uint8Array
  /** Folder of this user for what tells of a running window. */
  readonly folder: string
  /** Ways to open the window, the best first; each gives whether it may have opened. */
  readonly openers: readonly Opener[]
  say(text: string): void
}

/** One way to open an address in a window. */
export interface Opener {
  /** Comes false when it certainly did not open; true, or not at all, when it may have. */
  readonly open: (url: string) => Promise<boolean>
  /** How long a window opened this way may take until it shows its token. */
  readonly patienceMs: number
}

/** How the window ended: with an exit code, or it could not be opened at all. */
export type WindowEnd = { readonly opened: true; readonly exitCode: number } | { readonly opened: false }

/** A page that reloads is back sooner. */
const GONE_MS = 4_000
const LAST_WORDS_MS = 200

/** For who opens the window otherwise: the address is printed, and whoever reads it may take a while. */
export function addressPrinter(print: (url: string) => void): Opener {
  return {
    patienceMs: PRINTED_PATIENCE_MS,
    open: (url) => {
      print(url)
      return Promise.resolve(true)
    },
  }
}

const PRINTED_PATIENCE_MS = 10 * MINUTE_MS

/** Runs the License Wizard as a window until it is closed. A second start shows the first one's window and ends. */
export async function runWindow(deps: WindowDeps): Promise<WindowEnd> {
  const place = placeOf(deps)
  const instance = await takeInstance(deps.folder, place)
  if (instance === null) {
    const focused = await focusRunning(deps.folder, place)
    deps.say(focused ? w.windowShown : w.windowStuck)
    return { opened: true, exitCode: focused ? 0 : 1 }
  }
  try {
    return await converse(deps, instance)
  } finally {
    instance.release()
  }
}

/** What there is one window for: a folder of licenses, or the same trouble with it. */
function placeOf({ opened }: WindowDeps): string {
  return opened.ok ? opened.value.store.path : (opened.error.facts.path ?? opened.error.code)
}

async function converse(deps: WindowDeps, instance: Instance): Promise<WindowEnd> {
  const conversation = await openConversation(deps)
  const desk = openDesk({
    assets: deps.assets,
    conversation,
    randomBytes: deps.randomBytes,
    speak: deps.speak,
    focus: () => void openWindow(desk, deps, server.url),
  })
  const server = await serveWindow(desk)
  try {
    await instance.tell({ url: server.url, secret: desk.instanceSecret })
    if (!(await openWindow(desk, deps, server.url))) return { opened: false }
    await Promise.race([conversation.left, windowGone(desk, () => conversation.isBusy())])
    desk.sayClosed(w.bye)
    // The page is told before the connection goes.
    await sleep(LAST_WORDS_MS)
    const shutBy = conversation.shutBy()
    return { opened: true, exitCode: shutBy === null ? 0 : REFUSALS[shutBy.code].exitCode }
  } finally {
    await conversation.close()
    await server.close()
  }
}

/** Tries one way after the other until a window has shown its token. */
async function openWindow(desk: WindowDesk, deps: WindowDeps, url: string): Promise<boolean> {
  for (const { open, patienceMs } of deps.openers) {
    const waiting = new AbortController()
    const admitted = desk.admitted().then(() => true)
    const tooLong = sleep(patienceMs, false, { signal: waiting.signal }).catch(() => false)
    // The token stands behind the #, which no request holds and no log keeps.
    const failed = open(`${url}/#${desk.newToken()}`).then((maybe) => (maybe ? tooLong : false))
    const opened = await Promise.race([admitted, tooLong, failed])
    waiting.abort()
    if (opened) return true
  }
  return false
}

/** Comes true when no window has looked on for a while, and nothing is under way any more. */
async function windowGone(desk: WindowDesk, isBusy: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | null = null
  const look = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (desk.watchers() > 0) return
    // The server keeps the process alive for as long as this matters.
    timer = setTimeout(() => (isBusy() ? look() : resolve()), GONE_MS).unref()
  }
  desk.onWatchers(look)
  look()
  return promise
}
