import { ChevronDown } from 'lucide-react'
import { CONTROL_STYLE } from './control-style.ts'
import { Field, type FieldProps } from './field.tsx'

interface PlainSelectProps<Value extends string> extends FieldProps {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: string }[]
}

/** One of several values, none of which needs a word of its own: the browser's select, a fifth lighter a page than `SelectField`. */
export function PlainSelect<Value extends string>({ value, onChange, options, ...field }: PlainSelectProps<Value>) {
  const choose = (text: string) => {
    const chosen = options.find((option) => option.value === text)
    if (chosen !== undefined) onChange(chosen.value)
  }
  return (
    <Field {...field}>
      {(control) => (
        <div className="relative">
          <select
            {...control}
            value={value}
            onChange={(event) => choose(event.target.value)}
            className={`${CONTROL_STYLE} appearance-none pe-9`}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-muted" />
        </div>
      )}
    </Field>
  )
}
