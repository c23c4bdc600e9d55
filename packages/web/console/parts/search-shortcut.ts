import { useEffect } from 'react'

export const SEARCH_LABEL = 'Search: key, e-mail address, PC, order or id'
export const SEARCH_HINT = 'Key, e-mail, PC, order or id'

/** `/` and Ctrl+K (on a Mac ⌘K) go to the search box from anywhere but a field one types into. */
export function useSearchShortcut(input: { readonly current: HTMLInputElement | null }) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isCtrlK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k'
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)
      if (!isCtrlK && !isSlash) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [input])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}
