import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

interface PageShellProps {
  /** The vendor's name, and its logo if the server has one. */
  readonly vendor: string
  readonly logoUrl?: string
  /** What this application is called; beside the vendor. */
  readonly application: string
  readonly navigation?: ReactNode
  /** Search, account, help: in the same place on all pages. */
  readonly tools?: ReactNode
  readonly banner?: ReactNode
  readonly children: ReactNode
  readonly footer?: ReactNode
}

/** The frame of every page; the first thing Tab reaches is the way past it. */
export function PageShell(props: PageShellProps) {
  const { vendor, logoUrl, application, navigation, tools, banner, children, footer } = props
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="fixed start-3 top-3 z-30 -translate-y-20 rounded-control border border-line bg-overlay px-3 py-2 font-medium text-accent shadow-overlay focus:translate-y-0"
      >
        <Trans>Skip to content</Trans>
      </a>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5 sm:px-6">
          <div className="flex min-w-0 items-center gap-2.5">
            {logoUrl === undefined ? <Mark /> : <img src={logoUrl} alt="" className="h-7 w-auto max-w-40" />}
            <span className="min-w-0 font-semibold">{vendor}</span>
            <span aria-hidden className="h-4 border-s border-edge" />
            <span className="min-w-0 text-muted">{application}</span>
          </div>
          {navigation}
          <div className="ms-auto flex min-w-0 flex-wrap items-center gap-2">{tools}</div>
        </div>
      </header>
      {banner}
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 sm:px-6">
        {children}
      </main>
      {footer !== undefined && (
        <footer className="border-t border-line text-sm text-muted">
          <div className="mx-auto w-full max-w-6xl px-4 py-4 sm:px-6">{footer}</div>
        </footer>
      )}
    </div>
  )
}

/** A latch and its key, where a vendor has no logo. */
export function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 28 28" className="size-7 shrink-0 text-accent">
      <rect x="0.5" y="0.5" width="27" height="27" rx="7.5" className="fill-current stroke-current" />
      <circle cx="10.5" cy="11" r="4.25" className="fill-none stroke-on-accent" strokeWidth="2.5" />
      <path
        d="M13.7 14.2 20.5 21M17 17.5l2.6-2.6"
        className="fill-none stroke-on-accent"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  )
}
