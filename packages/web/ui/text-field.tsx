import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { CONTROL_STYLE } from './control-style.ts'
import { Field, type FieldProps } from './field.tsx'

type InputProps = Omit<ComponentProps<'input'>, 'className' | 'style' | 'id' | 'disabled' | 'placeholder'>

/** One line of text. */
export function TextField(props: FieldProps & InputProps & { readonly mono?: boolean }) {
  const { label, hint, error, optional = false, mono = false, ...rest } = props
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <input type="text" {...rest} {...control} className={classNames(CONTROL_STYLE, mono && 'font-mono')} />
      )}
    </Field>
  )
}

type AreaProps = Omit<ComponentProps<'textarea'>, 'className' | 'style' | 'id' | 'disabled' | 'placeholder'>

/** Several lines of text, growing with what is written. */
export function TextArea(props: FieldProps & AreaProps) {
  const { label, hint, error, optional = false, ...rest } = props
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <textarea
          rows={3}
          dir="auto"
          {...rest}
          {...control}
          className={`${CONTROL_STYLE} field-sizing-content max-h-80 py-2`}
        />
      )}
    </Field>
  )
}
