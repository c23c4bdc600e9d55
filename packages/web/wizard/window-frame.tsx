import type { ReactNode } from 'react'
import { vendorOfPage } from './brand.ts'

const VENDOR = vendorOfPage()

/** The window around every screen: what it is called, and the room for one task. */
export function WindowFrame(props: {
  readonly title: string
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  const { title, tools, children } = props
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex w-full max-w-5xl flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 sm:px-8">
          {VENDOR?.logoUrl ? <img src={VENDOR.logoUrl} alt="" className="h-7 max-w-40 object-contain" /> : <Mark />}
          {VENDOR !== null && <span className="min-w-0 text-muted">{VENDOR.name}</span>}
          <span className="min-w-0 font-semibold">{title}</span>
          <div className="ms-auto flex min-w-0 flex-wrap items-center gap-2">{tools}</div>
        </div>
      </header>
      {children}
    </div>
  )
}

/** A latch and its key. */
function Mark() {
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
