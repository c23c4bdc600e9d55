import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Info,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'
import { classNames } from './class-names.ts'

/** What a state means for the reader; the word beside it says which state it is. */
export type StatusTone = 'success' | 'warning' | 'danger' | 'info' | 'neutral' | 'busy'

const ICONS: Record<StatusTone, LucideIcon> = {
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
  info: Info,
  neutral: CircleDashed,
  busy: LoaderCircle,
}

const INK: Record<StatusTone, string> = {
  success: 'text-success',
  warning: 'text-warning',
  danger: 'text-danger',
  info: 'text-info',
  neutral: 'text-muted',
  busy: 'text-info',
}

const TINT: Record<StatusTone, string> = {
  success: 'bg-success-soft',
  warning: 'bg-warning-soft',
  danger: 'bg-danger-soft',
  info: 'bg-info-soft',
  neutral: 'bg-sunken',
  busy: 'bg-info-soft',
}

export function StatusIcon({ tone, className }: { readonly tone: StatusTone; readonly className?: string }) {
  const Icon = ICONS[tone]
  return (
    <Icon
      aria-hidden
      className={classNames('size-4 shrink-0', INK[tone], tone === 'busy' && 'animate-spin', className)}
    />
  )
}

/** The state of a thing: an icon and a word, so that color never tells it alone. */
export function Status({ tone, children }: { readonly tone: StatusTone; readonly children: string }) {
  return (
    <span className="inline-flex max-w-full items-baseline gap-1.5">
      <StatusIcon tone={tone} className="translate-y-[0.15em] self-start" />
      <span className="min-w-0 font-medium">{children}</span>
    </span>
  )
}

/** The same, as a badge beside a heading or in a dense row. */
export function Badge({ tone, children }: { readonly tone: StatusTone; readonly children: string }) {
  return (
    <span
      className={classNames(
        'inline-flex max-w-full items-center gap-1 rounded-small border border-current/20 px-1.5 py-px text-xs font-medium',
        INK[tone],
        TINT[tone],
      )}
    >
      <StatusIcon tone={tone} className="size-3!" />
      <span className="min-w-0">{children}</span>
    </span>
  )
}

/** The tint behind a message of this tone. */
export function toneStyle(tone: StatusTone): string {
  return TINT[tone]
}
