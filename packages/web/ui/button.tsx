import { type ComponentProps, type MouseEvent, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'style' | 'className'> {
  /** One primary button a screen; `danger` only where something ends that cannot be undone. */
  readonly variant?: ButtonVariant
  readonly size?: 'normal' | 'small'
  readonly icon?: ReactNode
  /** Under way: says so, keeps the focus and does nothing. */
  readonly busy?: boolean
  /** Something else is under way, which is told elsewhere: it looks as always, and does nothing. */
  readonly waits?: boolean
  /** Why it cannot be pressed now and what to do about it; shown below it. There is no disabling without a reason. */
  readonly disabledReason?: string | undefined
  /** Of the text that shows the reason, where that stands elsewhere than right below. */
  readonly reasonId?: string
}

/** A button for an action; what leads to another page is a link. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'normal',
    icon,
    busy = false,
    waits = false,
    disabledReason,
    reasonId,
    children,
    onClick,
    ...rest
  } = props
  const ownId = useId()
  const inert = busy || waits || disabledReason !== undefined
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // The second click of a double click would do it again, or press what has come up in its place.
    if (inert || event.detail > 1) event.preventDefault()
    else onClick?.(event)
  }
  const button = (
    <button
      type="button"
      {...rest}
      onClick={press}
      // aria-disabled, not disabled: the reason must be reachable by keyboard and screen reader.
      aria-disabled={inert || undefined}
      aria-describedby={disabledReason === undefined ? rest['aria-describedby'] : (reasonId ?? ownId)}
      className={classNames(buttonStyle(variant, size), disabledReason !== undefined && DISABLED)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
  if (disabledReason === undefined || reasonId !== undefined) return button
  return (
    <span className="inline-flex max-w-xs flex-col items-start gap-1.5">
      {button}
      <span id={ownId} className="text-sm text-muted">
        {disabledReason}
      </span>
    </span>
  )
}

/** A square button of one icon; its name is said and shown on hover. */
export function IconButton(
  props: Omit<ButtonProps, 'children' | 'icon' | 'disabledReason'> & {
    readonly label: string
    readonly icon: ReactNode
  },
) {
  const { label, icon, variant = 'quiet', size = 'normal', busy, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      aria-disabled={busy || undefined}
      className={classNames(buttonStyle(variant, size), size === 'small' ? 'w-7 px-0!' : 'w-control px-0!')}
    >
      {icon}
    </button>
  )
}

const DISABLED =
  'border-line! bg-sunken! text-muted! shadow-none! cursor-not-allowed ' +
  'forced-colors:border-[GrayText]! forced-colors:text-[GrayText]!'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent shadow-control hover:bg-accent-hover',
  secondary: 'border-line-strong bg-surface text-text shadow-control hover:bg-hover',
  quiet: 'border-transparent text-text hover:bg-hover',
  danger: 'border-transparent bg-danger text-on-danger shadow-control hover:bg-danger-hover',
}

/** The look of a button, for the links that share it. */
export function buttonStyle(variant: ButtonVariant, size: 'normal' | 'small' = 'normal'): string {
  return classNames(
    'inline-flex max-w-full items-center justify-center gap-2 rounded-control border text-center font-medium select-none',
    'transition-colors duration-(--lk-quick) [&>svg]:size-4 [&>svg]:shrink-0',
    size === 'small' ? 'min-h-7 px-2.5 text-sm' : 'min-h-control px-3.5 py-1 text-base',
    VARIANTS[variant],
  )
}
