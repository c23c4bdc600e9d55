import { useSyncExternalStore } from 'react'

const TICK_MS = 30_000
let shown = Date.now()

/** The time by which the screen says "3 minutes ago"; moves on twice a minute. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => shown)
}

function watch(tell: () => void): () => void {
  const timer = setInterval(() => {
    shown = Date.now()
    tell()
  }, TICK_MS)
  return () => clearInterval(timer)
}
