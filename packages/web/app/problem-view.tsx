import type { Problem } from '@latchkey/contract/client'
import type { ReactNode } from 'react'
import { RefusalView } from '../ui/refusal-view.tsx'

/** A "no" of the server: what happened, why, what to do; with the fields it is about. */
export function ProblemView({ problem, actions }: { readonly problem: Problem | null; readonly actions?: ReactNode }) {
  if (problem === null) return null
  const { title, detail, wayOut, code, requestId, errors = [] } = problem
  const cause = errors.length === 0 ? detail : errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ')
  return (
    <RefusalView
      words={{ sentence: title, cause, wayOut }}
      code={code}
      reference={requestId === '' ? null : requestId}
      actions={actions}
    />
  )
}
