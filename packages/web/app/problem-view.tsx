import type { Problem } from '@latchkey/contract/client'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { RefusalView } from '../ui/refusal-view.tsx'

/** A "no" of the server: what happened, why, what to do; with the fields it is about. */
export function ProblemView({ problem, actions }: { readonly problem: Problem | null; readonly actions?: ReactNode }) {
  const ownWords = useOwnWords()
  if (problem === null) return null
  const { code, requestId, errors = [] } = problem
  const { title, detail, wayOut } = requestId === '' ? ownWords(code) : problem
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

/** What no server said. Not from the table of refusals: every page would carry all of it for these two. */
function useOwnWords(): (code: Problem['code']) => Pick<Problem, 'title' | 'detail' | 'wayOut'> {
  const { t } = useLingui()
  return (code) =>
    code === 'NETWORK_TIMEOUT'
      ? {
          title: t`The license server does not answer.`,
          detail: t`This computer has no connection to it at the moment.`,
          wayOut: t`Check the network, then try again; doing the same twice has one effect.`,
        }
      : {
          title: t`The license server failed.`,
          detail: t`Something is wrong on its side; nothing you did caused it.`,
          wayOut: t`Try again in a minute.`,
        }
}
