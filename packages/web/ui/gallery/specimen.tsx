import { type ReactNode, useId } from 'react'
import { classNames } from '../class-names.ts'

/** One part of the gallery. */
export function Section({
  id,
  title,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-5 pt-12">
      <h2 id={id} className="scroll-mt-6 text-xl">
        {title}
      </h2>
      {children}
    </section>
  )
}

/** One component in one of its states, or in all of them. */
export function Specimen(props: { readonly title: string; readonly bare?: boolean; readonly children: ReactNode }) {
  const { title, bare = false, children } = props
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} className="flex min-w-0 flex-col gap-2.5">
      <h3 id={id} className="text-sm font-medium text-muted">
        {title}
      </h3>
      <div className={classNames('min-w-0', !bare && 'rounded-card border border-line bg-surface p-4 sm:p-6')}>
        {children}
      </div>
    </div>
  )
}

/** Things side by side, wrapping. */
export function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-w-0 flex-wrap items-start gap-3">{children}</div>
}

/** Things below each other. */
export function Stack({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-gap">{children}</div>
}

/** Two columns where there is room. */
export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className="grid min-w-0 gap-5 md:grid-cols-2">{children}</div>
}
