import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from '../../ui/link.tsx'
import { Mark } from '../../ui/page-shell.tsx'
import { useRead } from '../api.ts'
import { useHeadingFocus } from '../heading-focus.ts'

/** The page of somebody who is not in yet: one card, the vendor above it. */
export function EntranceFrame(props: {
  readonly title: ReactNode
  readonly about?: ReactNode
  readonly children: ReactNode
  /** Below the card: the other ways. */
  readonly below?: ReactNode
}) {
  const { title, about, children, below } = props
  useHeadingFocus('entrance')
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <Vendor />
      <div className="rounded-card border border-line bg-surface p-6 shadow-overlay sm:p-8">
        <h1 tabIndex={-1} className="text-xl">
          {title}
        </h1>
        {about !== undefined && <div className="mt-1 text-muted">{about}</div>}
        <div className="mt-5 flex flex-col gap-gap">{children}</div>
      </div>
      <div className="mt-5 flex flex-col gap-2 text-center text-sm text-muted">
        {below}
        <Help />
      </div>
    </main>
  )
}

const HELP = '/ask-support'

/** Last on every page of somebody who is not in yet; staff ask their own administrator. */
function Help() {
  if (location.pathname === HELP || location.pathname.startsWith('/console')) return null
  return (
    <p>
      <Link href={HELP}>
        <Trans>Ask Support for a return without an account</Trans>
      </Link>
    </p>
  )
}

function Vendor() {
  const { data } = useRead('getBrand', {})
  return (
    <div className="mb-6 flex items-center justify-center gap-2.5">
      {typeof data?.logoUrl === 'string' ? <img src={data.logoUrl} alt="" className="h-8 w-auto max-w-48" /> : <Mark />}
      <span className="text-lg font-semibold">{data?.name ?? 'Latchkey'}</span>
    </div>
  )
}
