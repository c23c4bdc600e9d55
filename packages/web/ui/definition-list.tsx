import type { ReactNode } from 'react'

export interface Definition {
  readonly term: string
  readonly description: ReactNode
}

/** The facts of one thing, name and value. */
export function DefinitionList({ items }: { readonly items: readonly Definition[] }) {
  return (
    <div className="@container min-w-0">
      <dl className="flex flex-col">
        {items.map(({ term, description }) => (
          <div
            key={term}
            className="grid gap-x-6 border-t border-line py-2.5 first:border-t-0 @md:grid-cols-[minmax(8rem,1fr)_2fr]"
          >
            <dt className="text-muted">{term}</dt>
            <dd className="min-w-0">{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
