import { type ReactNode, useId } from 'react'

interface FormSectionProps {
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
}

/** Fields that belong together, named on the side where there is room. */
export function FormSection({ title, description, children }: FormSectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="@container border-t border-line pt-6 first:border-t-0 first:pt-0">
      <div className="grid gap-4 @2xl:grid-cols-[1fr_2fr] @2xl:gap-8">
        <div className="flex flex-col gap-1">
          <h2 id={id} className="text-lg">
            {title}
          </h2>
          {description !== undefined && <div className="text-muted">{description}</div>}
        </div>
        <div className="flex min-w-0 flex-col gap-gap">{children}</div>
      </div>
    </section>
  )
}
