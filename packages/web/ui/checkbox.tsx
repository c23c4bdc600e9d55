import { type ComponentProps, type ReactNode, useId } from 'react'

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'className' | 'style' | 'id' | 'disabled'> {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** Why it cannot be changed now and what to do about it. */
  readonly disabledReason?: string | undefined
}

/** A tick-box; the whole line is its target. */
export function Checkbox({ label, hint, disabledReason, ...rest }: CheckboxProps) {
  const id = useId()
  const note = disabledReason ?? hint
  return (
    <div className="relative flex items-start gap-2.5 py-1">
      <input
        {...rest}
        {...(disabledReason === undefined ? {} : { 'aria-disabled': true, onChange: () => undefined })}
        type="checkbox"
        id={id}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="lk-check mt-px size-4.5 shrink-0 rounded-small"
      />
      <div className="min-w-0">
        {/* The target is as tall as the line, not as the box. */}
        <label
          htmlFor={id}
          className={`block ${disabledReason === undefined ? '' : 'text-muted'} before:absolute before:inset-0`}
        >
          {label}
        </label>
        {note !== undefined && (
          <div id={`${id}-note`} className="text-sm text-muted">
            {note}
          </div>
        )}
      </div>
    </div>
  )
}
