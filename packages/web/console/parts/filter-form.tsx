import type { FormEvent, ReactNode } from 'react'
import { hrefOf } from '../../app/address.ts'
import { goTo } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/link.tsx'

/** What narrows a list; pressing Filter puts it into the address. */
export function FilterForm(props: {
  readonly label: string
  readonly path: string
  /** As typed; what is empty or undefined is not asked for. */
  readonly wanted: Readonly<Record<string, string | undefined>>
  readonly isFiltered: boolean
  readonly children: ReactNode
}) {
  const { label, path, wanted, isFiltered, children } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    goTo(hrefOf(path, wanted))
  }
  return (
    <form role="search" aria-label={label} onSubmit={submit} className="mb-4 flex flex-wrap items-end gap-3">
      {children}
      <Button type="submit">Filter</Button>
      {isFiltered && <ButtonLink href={path}>Show all</ButtonLink>}
    </form>
  )
}
