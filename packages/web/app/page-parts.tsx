import { Trans, useLingui } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { ButtonLink } from '../ui/link.tsx'

/** The ways to the next page of a list and back to its start; the cursor is in the address, so Back works too. */
export function Pages(props: {
  readonly cursor: string | undefined
  readonly nextCursor: string | null
  /** The address of this list at another cursor; `undefined` for its start. */
  readonly hrefOf: (cursor: string | undefined) => string
}) {
  const { cursor, nextCursor, hrefOf } = props
  const { t } = useLingui()
  if (cursor === undefined && nextCursor === null) return null
  return (
    // A new one for each page: the focus goes to the heading of what is shown, not on with a link that leads elsewhere now.
    <nav key={cursor} aria-label={t`Pages`} className="mt-4 flex flex-wrap justify-end gap-2">
      {cursor !== undefined && (
        <ButtonLink href={hrefOf(undefined)} icon={<ChevronsLeft aria-hidden className="rtl:-scale-x-100" />}>
          <Trans>First page</Trans>
        </ButtonLink>
      )}
      {nextCursor !== null && (
        <ButtonLink href={hrefOf(nextCursor)} icon={<ChevronRight aria-hidden className="rtl:-scale-x-100" />}>
          <Trans>Next page</Trans>
        </ButtonLink>
      )}
    </nav>
  )
}

/** The head of a page: where one is, what it is, what one can do. */
export function PageHead(props: {
  readonly title: ReactNode
  readonly parent?: { readonly href: string; readonly label: string }
  readonly about?: ReactNode
  readonly actions?: ReactNode
}) {
  const { title, parent, about, actions } = props
  return (
    <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {parent !== undefined && (
          <a
            href={parent.href}
            className="mb-1 inline-flex min-h-6 items-center gap-1 rounded-small text-sm text-muted hover:text-text hover:underline"
          >
            <ChevronLeft aria-hidden className="size-3.5 rtl:-scale-x-100" />
            {parent.label}
          </a>
        )}
        <h1 tabIndex={-1} className="text-2xl wrap-anywhere">
          {title}
        </h1>
        {about !== undefined && <div className="mt-1 max-w-prose text-muted">{about}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
    </div>
  )
}

/** Things that belong together on a page, on a surface of their own. */
export function Card(props: {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Its content reaches to the edges: a table, a timeline. */
  readonly flush?: boolean
}) {
  const { title, actions, children, flush = false } = props
  return (
    <section aria-label={title} className="min-w-0 rounded-card border border-line bg-surface shadow-control">
      {title !== undefined && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-5 py-3">
          <h2 className="min-w-0 text-lg wrap-anywhere">{title}</h2>
          {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
      )}
      <div className={flush ? 'p-2' : 'px-5 py-4'}>{children}</div>
    </section>
  )
}
