import { useEffect } from 'react'

const WATCH_MS = 10_000

/** A new screen is announced by its heading, which takes the focus once it is there; and it names the tab. */
export function useHeadingFocus(screen: string): void {
  useEffect(() => {
    const settle = () => {
      const heading = document.querySelector('h1')
      if (heading === null) return false
      document.title = heading.textContent
      if (document.activeElement === document.body || !(document.activeElement instanceof HTMLElement)) {
        heading.focus({ preventScroll: true })
      }
      return true
    }
    if (settle()) return undefined
    // What the screen shows is read first: its heading comes with it.
    const observer = new MutationObserver(() => settle() && observer.disconnect())
    observer.observe(document.body, { childList: true, subtree: true })
    const timer = setTimeout(() => observer.disconnect(), WATCH_MS)
    return () => {
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [screen])
}
