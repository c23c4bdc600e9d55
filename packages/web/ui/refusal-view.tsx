import type { ReactNode } from 'react'
import { CopyDetails } from './copy-details.tsx'
import { Message } from './message.tsx'

interface RefusalViewProps {
  /** The refusal in the reader's language: what happened, why, what to do. */
  readonly words: { readonly sentence: string; readonly cause: string; readonly wayOut: string }
  readonly code: string
  /** What Support finds the case by: the id of the request or operation. */
  readonly reference: string | null
  /** The ways out that are one click away. */
  readonly actions?: ReactNode
  /** `warning` where it keeps nobody from going on, `info` where nobody has asked for it. */
  readonly tone?: 'danger' | 'warning' | 'info'
  /** Read out when it appears; not for what stood there from the start. */
  readonly announce?: boolean
}

/** A "no", in the same order everywhere: what happened, why, what to do, and a reference to copy for Support. */
export function RefusalView({ words, code, reference, actions, tone = 'danger', announce = true }: RefusalViewProps) {
  const lines = [words.sentence, words.cause, words.wayOut, [code, reference].filter((part) => part !== null).join(' ')]
  return (
    <Message tone={tone} title={words.sentence} announce={announce}>
      <p className="text-muted wrap-anywhere">{words.cause}</p>
      <p className="wrap-anywhere">{words.wayOut}</p>
      {actions !== undefined && <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div>}
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-current/20 pt-2 text-sm text-muted">
        <span className="min-w-0 grow basis-52 font-mono text-xs wrap-anywhere">
          <bdi dir="ltr">{code}</bdi>
          {reference !== null && (
            <>
              {' · '}
              <bdi dir="ltr">{reference}</bdi>
            </>
          )}
        </span>
        <CopyDetails size="small" variant="quiet" text={lines.join('\n')} />
      </div>
    </Message>
  )
}
