import { useLingui } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

export interface FieldProps {
  readonly label: string
  /** What helps to fill it in; stays visible while one types. */
  readonly hint?: ReactNode
  /** What is wrong and how to put it right. */
  readonly error?: ReactNode
  readonly optional?: boolean
}

/** What ties a control to its label, hint and error. */
export interface FieldControl {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Label above, hint and error below; no placeholder ever stands in for a label. */
export function Field(props: FieldProps & { readonly children: (control: FieldControl) => ReactNode }) {
  const { label, hint, error, optional = false, children } = props
  const { t } = useLingui()
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const described = [hasContent(error) && errorId, hasContent(hint) && hintId].filter(Boolean).join(' ')
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-base font-medium">
        {label}
        {optional && <span className="font-normal text-muted"> {t`(optional)`}</span>}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': hasContent(error) || undefined })}
      {hasContent(error) && <FieldError id={errorId}>{error}</FieldError>}
      {hasContent(hint) && (
        <div id={hintId} className="text-sm text-muted">
          {hint}
        </div>
      )}
    </div>
  )
}

/** What is wrong with a control: an icon and words. */
function FieldError({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <div id={id} className="flex items-start gap-1.5 text-sm font-medium text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </div>
  )
}

function hasContent(node: ReactNode): boolean {
  return node !== undefined && node !== null && node !== false && node !== ''
}
