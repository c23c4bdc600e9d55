import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { StatusIcon, type StatusTone, toneStyle } from './status.tsx'

interface MessageProps {
  readonly tone: Exclude<StatusTone, 'neutral' | 'busy'>
  readonly title: ReactNode
  readonly children?: ReactNode
  /** What the reader can do about it, at once. */
  readonly actions?: ReactNode
  /** Across the whole page, above its content. */
  readonly banner?: boolean
  /** Read out when it appears, for what answers an action; not for what stood there from the start. */
  readonly announce?: boolean
}

const EDGES: Record<MessageProps['tone'], string> = {
  success: 'border-success/30',
  warning: 'border-warning/30',
  danger: 'border-danger/30',
  info: 'border-info/30',
}

/** What the reader must know, beside what it is about, or as a banner above everything. */
export function Message({ tone, title, children, actions, banner = false, announce = false }: MessageProps) {
  return (
    <div
      role={announceRole(announce, tone)}
      className={classNames(
        'flex items-start gap-3 border px-4 py-3',
        EDGES[tone],
        toneStyle(tone),
        banner ? 'border-x-0' : 'rounded-card',
      )}
    >
      <StatusIcon tone={tone} className="mt-0.75" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="font-semibold wrap-anywhere">{title}</div>
        {children}
        {actions !== undefined && <div className="mt-2 flex flex-wrap items-start gap-2">{actions}</div>}
      </div>
    </div>
  )
}

function announceRole(announce: boolean, tone: MessageProps['tone']): 'alert' | 'status' | undefined {
  if (!announce) return undefined
  return tone === 'danger' ? 'alert' : 'status'
}
