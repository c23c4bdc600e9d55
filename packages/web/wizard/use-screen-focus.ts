import type { Screen } from '@latchkey/wizard/flow/screen'
import { type RefObject, useEffect, useRef } from 'react'
import type { Send } from './wizard.tsx'

/** Moves the focus where the flow says, when it says so: to the heading of a new screen, which is read out; else to the control. */
export function useScreenFocus(page: RefObject<HTMLElement | null>, { name, focus }: Screen) {
  const last = useRef<{ readonly name: string; readonly behind: string; readonly turn: number } | null>(null)
  const { on, turn } = focus
  useEffect(() => {
    const before = last.current
    last.current = { name, behind: name === 'exit' ? (before?.behind ?? '') : name, turn }
    // The dialog moves the focus itself.
    if (name === 'exit' || before?.turn === turn) return
    const isNew = before?.behind !== name
    const root = page.current
    const control = isNew ? root?.querySelector<HTMLElement>('h1') : findControl(root, on)
    control?.focus()
    if (isNew) scrollTo(0, 0)
    else showAnswer(root, control)
  }, [page, name, on, turn])
}

/** What was answered stands below the controls, where the buttons may lie above it; a control to be put right comes first. */
function showAnswer(root: HTMLElement | null, control: HTMLElement | null | undefined) {
  root?.querySelector('[data-outlook]')?.scrollIntoView({ block: 'nearest' })
  if (control?.closest('main')) control.scrollIntoView({ block: 'nearest' })
}

function findControl(root: HTMLElement | null, name: string): HTMLElement | null {
  const place = root?.querySelector<HTMLElement>(`[data-control="${CSS.escape(name)}"]`) ?? null
  if (place === null) return name === 'use-suggestion' ? findControl(root, 'key') : null
  if (place.matches('button')) return place
  return place.querySelector<HTMLElement>('input:checked, input:not([type=radio]), textarea, button')
}

/** Enter is Next and Esc is Cancel, wherever nothing else takes them. */
export function useScreenKeys({ enter, escape, busy }: Screen, send: Send) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const name = nameOf(event, enter, escape)
      if (name === null || busy !== null || hasPopup()) return
      event.preventDefault()
      send({ type: 'press', name })
    }
    // Before a popup has closed itself over the same key.
    addEventListener('keydown', press, { capture: true })
    return () => removeEventListener('keydown', press, { capture: true })
  }, [enter, escape, busy, send])
}

function nameOf({ key, target }: KeyboardEvent, enter: string, escape: string): string | null {
  if (key === 'Escape') return escape
  if (key === 'F1') return 'help'
  const hasItsOwn = target instanceof Element && target.closest('button, a, textarea, [role=combobox]') !== null
  return key === 'Enter' && !hasItsOwn ? enter : null
}

function hasPopup(): boolean {
  return document.querySelector('[role=listbox], [role=menu], [role=dialog], [role=alertdialog]') !== null
}
