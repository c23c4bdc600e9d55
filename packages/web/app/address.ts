import { useMemo } from 'react'
import { useParams, useSearch } from 'wouter'

/** The id that stands in the address of the screen. */
export function useIdParam(): string {
  const { id = '' }: { readonly id?: string } = useParams()
  return id
}

/** The search of the address, as text; what somebody else wrote into it is refused by the API like any other input. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names what a screen looks for there
export function useAddress<Search extends object = { readonly cursor?: string }>(): Search {
  const search = useSearch()
  return useMemo(() => Object.fromEntries(new URLSearchParams(search)) as Search, [search])
}

/** An address with its search; what is undefined or empty is left out. */
export function hrefOf(path: string, search: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] satisfies [string, string]],
  )
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`
}
