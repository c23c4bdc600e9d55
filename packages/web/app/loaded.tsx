import { Trans } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import type { Refused } from './api.ts'
import { Loading } from './loading.tsx'
import { PageHead } from './page-parts.tsx'
import { ProblemView } from './problem-view.tsx'

/** What was read, once it is here; until then that it is on its way, or why it will not come. */
export function Loaded<T>(props: {
  readonly read: UseQueryResult<T, Refused>
  readonly children: (value: T) => ReactNode
  /** Where the heading of the page comes with what is read: what heads a refusal in its place. */
  readonly page?: string
}) {
  const { read, children, page } = props
  if (read.data !== undefined) {
    return (
      <>
        {read.isPlaceholderData && <Loading />}
        {children(read.data)}
      </>
    )
  }
  if (read.error !== null) {
    const { problem } = read.error
    const again = (
      <Button size="small" onClick={() => void read.refetch()}>
        <Trans>Try again</Trans>
      </Button>
    )
    return (
      <>
        {page !== undefined && <PageHead title={page} />}
        {/* Asked again, a refusal is the same refusal. */}
        <ProblemView problem={problem} {...(isPassing(problem.status) ? { actions: again } : {})} />
      </>
    )
  }
  return <Loading />
}

function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500
}
