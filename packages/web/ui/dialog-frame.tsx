import type { ReactNode } from 'react'

export const BACKDROP_STYLE =
  'fixed inset-0 bg-backdrop transition-opacity duration-(--lk-quick) data-starting-style:opacity-0 data-ending-style:opacity-0'

const DIALOG_BASE =
  'fixed inset-x-4 mx-auto flex flex-col overflow-hidden ' +
  'rounded-card border border-line bg-overlay text-base text-text shadow-overlay outline-none ' +
  'transition-[opacity,translate] duration-(--lk-quick) data-starting-style:-translate-y-1 data-starting-style:opacity-0 data-ending-style:opacity-0 '

export const DIALOG_STYLE = `${DIALOG_BASE} top-[max(1rem,12dvh)] max-h-[min(40rem,calc(100dvh-max(1rem,12dvh)-1rem))] max-w-lg`
export const WIDE_DIALOG_STYLE = `${DIALOG_BASE} top-[max(1rem,5dvh)] max-h-[calc(100dvh-max(1rem,5dvh)-1rem)] max-w-3xl`

export function DialogBody(props: {
  readonly title: ReactNode
  readonly description: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-6 pt-5 pb-6">
      <div className="flex flex-col gap-2">
        {/* Beside it is the button that closes. */}
        <div className="pe-8">{props.title}</div>
        <div className="text-muted">{props.description}</div>
      </div>
      {props.children}
    </div>
  )
}

/** The buttons, the one that confirms first: "Yes", "No", as the eyes and as Tab find them. */
export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2 border-t border-line bg-sunken px-6 py-4 sm:flex-row sm:flex-wrap sm:items-start sm:justify-end">
      {children}
    </div>
  )
}
