import type { Problem } from '@latchkey/contract/client'
import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect, useRef } from 'react'
import { RefusalView } from '../ui/refusal-view.tsx'
import { useToast } from '../ui/toast.tsx'

/** A "no" of the server: what happened, why, what to do; with the fields it is about. */
export function ProblemView({ problem, actions }: { readonly problem: Problem | null; readonly actions?: ReactNode }) {
  const wordsOf = useProblemWords()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem === null) return
    // In a long form, a "no" above what has the focus would be out of sight; so would, below it, the field to correct.
    place.current?.scrollIntoView({ block: 'nearest' })
    document.activeElement?.scrollIntoView({ block: 'nearest' })
  }, [problem])
  if (problem === null) return null
  const { code, requestId, errors = [] } = problem
  const { title, detail, wayOut } = wordsOf(problem)
  const cause = errors.length === 0 ? detail : errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ')
  return (
    <div ref={place}>
      <RefusalView
        words={{ sentence: title, cause, wayOut }}
        code={code}
        reference={requestId === '' ? null : requestId}
        actions={actions}
      />
    </div>
  )
}

/** Says a "no" of something small whose place on the screen has no room for it. */
export function useProblemToast(): (problem: Problem) => void {
  const wordsOf = useProblemWords()
  const toast = useToast()
  return (problem) => {
    const { title, wayOut } = wordsOf(problem)
    toast({ title, description: wayOut, tone: 'danger' })
  }
}

/** A "no" in words; ours, where no server said any. Not from the table of refusals: every page would carry all of it for these two. */
export function useProblemWords(): (problem: Problem) => Pick<Problem, 'title' | 'detail' | 'wayOut'> {
  const { t } = useLingui()
  return (problem) => {
    // Here a form was filled in: what the API says of requests helps nobody who did.
    if (problem.code === 'REQUEST_MALFORMED' && (problem.errors ?? []).length > 0) {
      return {
        title: t`Something that was entered does not fit.`,
        detail: problem.detail,
        wayOut: t`Correct it and try again; nothing was changed.`,
      }
    }
    if (problem.requestId !== '') return problem
    return problem.code === 'NETWORK_TIMEOUT'
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
}
