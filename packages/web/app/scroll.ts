import { useLayoutEffect } from 'react'

/**
 * How far each entry of the history was scrolled. A browser restores that by itself only for a page that is as tall at once; ours is
 * read first. The entry is known by a name in its state, so that a reload finds it again.
 */
const KEY = 'latchkey-scroll'
/** How long a screen may take to be as tall as it was. */
const WATCH_MS = 10_000

const positions = new Map<string, number>(read())
let entry = entryOfHistory()
/** Where the entry is to be shown, as long as its screen is not there yet. */
let wanted: number | null = positions.get(entry) ?? 0

/** What a new entry of the history is to hold; called before it is made. */
export function leaveForNewEntry(): { readonly entry: string } {
  keep()
  entry = crypto.randomUUID()
  wanted = 0
  return { entry }
}

/** Takes scrolling over from the browser. */
export function keepScroll(): void {
  history.scrollRestoration = 'manual'
  addEventListener('popstate', () => {
    keep()
    entry = entryOfHistory()
    wanted = positions.get(entry) ?? 0
  })
  addEventListener('pagehide', () => {
    keep()
    sessionStorage.setItem(KEY, JSON.stringify(Array.from(positions)))
  })
}

function keep(): void {
  positions.set(entry, wanted ?? scrollY)
}

/** Shows the screen of an address where it was left, a new one from its top. */
export function useScrollOf(address: string): void {
  useLayoutEffect(() => (wanted === null ? undefined : showWhereWanted()), [address])
}

/** Waits for as much of the screen as there was, and gives way to whoever scrolls meanwhile. */
function showWhereWanted(): () => void {
  const controller = new AbortController()
  const stop = () => {
    wanted = null
    controller.abort()
  }
  const settle = () => {
    scrollTo({ top: wanted ?? 0, behavior: 'instant' })
    if (Math.abs(scrollY - (wanted ?? 0)) <= 1) stop()
  }
  const observer = new ResizeObserver(settle)
  controller.signal.addEventListener('abort', () => observer.disconnect())
  for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    addEventListener(type, stop, { signal: controller.signal, passive: true })
  }
  settle()
  if (!controller.signal.aborted) observer.observe(document.body)
  const timer = setTimeout(stop, WATCH_MS)
  return () => {
    clearTimeout(timer)
    controller.abort()
  }
}

function entryOfHistory(): string {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'entry' in state) return String(state.entry)
  return 'first'
}

function read(): [string, number][] {
  return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as [string, number][]
}
