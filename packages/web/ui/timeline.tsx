import type { ReactNode } from 'react'
import { RelativeTime } from './relative-time.tsx'
import { StatusIcon, type StatusTone } from './status.tsx'

export interface TimelineEntry {
  readonly id: string
  readonly tone: StatusTone
  /** What happened, as a sentence with a subject. */
  readonly title: ReactNode
  readonly at: number
  readonly detail?: ReactNode
}

interface TimelineProps {
  readonly label: string
  readonly entries: readonly TimelineEntry[]
  readonly now: number
}

/** What happened, newest first or oldest first, as it is given. */
export function Timeline({ label, entries, now }: TimelineProps) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {entries.map((entry) => (
        <li key={entry.id} className="group grid grid-cols-[1.5rem_1fr] gap-x-3">
          <span aria-hidden className="flex flex-col items-center">
            <span className="grid size-6 place-items-center rounded-pill border border-line bg-surface">
              <StatusIcon tone={entry.tone} className="size-3.5!" />
            </span>
            <span className="w-px flex-1 border-s border-line group-last:hidden" />
          </span>
          <div className="min-w-0 pb-5 group-last:pb-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="min-w-0 font-medium">{entry.title}</span>
              <span className="text-sm text-muted">
                <RelativeTime at={entry.at} now={now} />
              </span>
            </div>
            {entry.detail !== undefined && <div className="text-sm text-muted">{entry.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}
