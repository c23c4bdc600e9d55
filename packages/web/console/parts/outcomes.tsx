import type { Problem } from '@latchkey/contract/client'
import type { Result } from '@latchkey/core/result'
import { useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useProblemWords } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Status } from '../../ui/status.tsx'

type Outcome =
  | { readonly state: 'doing' }
  | { readonly state: 'done' }
  | { readonly state: 'refused'; readonly problem: Problem }

/** Does one thing to several, one after the other: a refusal of one never stops another. */
export interface Each {
  readonly busy: boolean
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Does it to those it has not been done to yet; answers whether it is done to all. */
  run(ids: readonly string[], act: (id: string) => Promise<Result<unknown, Problem>>): Promise<boolean>
}

export function useEach(): Each {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const [busy, setBusy] = useState(false)
  const queries = useQueryClient()
  return {
    busy,
    outcomes,
    async run(ids, act) {
      setBusy(true)
      const known = new Map(outcomes)
      const note = (id: string, outcome: Outcome) => setOutcomes(new Map(known.set(id, outcome)))
      for (const id of ids.filter((id) => known.get(id)?.state !== 'done')) {
        note(id, { state: 'doing' })
        // One after the other: so many at once would be a load of its own.
        const done = await act(id)
        note(id, done.ok ? { state: 'done' } : { state: 'refused', problem: done.error })
      }
      setBusy(false)
      await queries.invalidateQueries()
      return ids.every((id) => known.get(id)?.state === 'done')
    },
  }
}

/** Sends several messages again; what could not be says why, row by row. */
export function SendAgain<Row extends { readonly id: string }>(props: {
  readonly rows: readonly Row[]
  readonly labelOf: (row: Row) => string
  readonly send: (id: string) => Promise<Result<unknown, Problem>>
  readonly done: () => void
}) {
  const { rows, labelOf, send, done } = props
  const each = useEach()
  const press = async () => {
    const ids = rows.map(({ id }) => id)
    if (await each.run(ids, send)) done()
  }
  return (
    <>
      <Button size="small" busy={each.busy} icon={<RefreshCw aria-hidden />} onClick={() => void press()}>
        Send again
      </Button>
      {each.outcomes.size > 0 && (
        <div className="basis-full">
          <Outcomes each={each} rows={rows.map((row) => ({ id: row.id, label: labelOf(row) }))} />
        </div>
      )}
    </>
  )
}

/** What became of each, row by row; nothing before it is begun. */
export function Outcomes({
  each,
  rows,
}: {
  readonly each: Each
  readonly rows: readonly { readonly id: string; readonly label: string }[]
}) {
  return (
    <ul aria-label="What becomes of each" className="flex flex-col gap-1.5">
      {rows.map(({ id, label }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0 wrap-anywhere">{label}</span>
          <OutcomeStatus outcome={each.outcomes.get(id)} />
        </li>
      ))}
    </ul>
  )
}

function OutcomeStatus({ outcome }: { readonly outcome: Outcome | undefined }) {
  const wordsOf = useProblemWords()
  if (outcome === undefined) return null
  if (outcome.state === 'doing') return <Status tone="busy">Under way</Status>
  if (outcome.state === 'done') return <Status tone="success">Done</Status>
  const { title, wayOut } = wordsOf(outcome.problem)
  return <Status tone="danger">{`${title} ${wayOut}`}</Status>
}
