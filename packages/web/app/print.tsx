import { type ReactNode, useEffect } from 'react'
import { createPortal } from 'react-dom'

/** Prints its children, and nothing else of the page; the browser's own dialog also saves them as PDF, in every script it can show. */
export function Printed({ children, onDone }: { readonly children: ReactNode; readonly onDone: () => void }) {
  useEffect(() => {
    document.documentElement.dataset['printing'] = ''
    addEventListener('afterprint', onDone)
    print()
    return () => {
      delete document.documentElement.dataset['printing']
      removeEventListener('afterprint', onDone)
    }
  }, [onDone])
  return createPortal(<div className="lk-sheet">{children}</div>, document.body)
}
