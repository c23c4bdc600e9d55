import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon: ReactNode
  /** What there is none of. */
  readonly title: string
  readonly children: ReactNode
  /** What to do next; an empty list never ends there. */
  readonly action: ReactNode
  /** It is all there is on the page, whose heading its title is. */
  readonly isPage?: boolean
}

export function EmptyState({ icon, title, children, action, isPage = false }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1.5 rounded-card border border-dashed border-edge px-6 py-10 text-center">
      <span
        aria-hidden
        className="mb-1.5 grid size-10 place-items-center rounded-card border border-line bg-surface text-muted shadow-control [&>svg]:size-5"
      >
        {icon}
      </span>
      {isPage ? (
        <h1 tabIndex={-1} className="text-lg font-semibold">
          {title}
        </h1>
      ) : (
        <p className="text-lg font-semibold">{title}</p>
      )}
      <div className="max-w-prose text-muted">{children}</div>
      <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>
    </div>
  )
}
