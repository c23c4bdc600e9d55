import { Select } from '@base-ui/react/select'
import { Trans } from '@lingui/react/macro'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { CONTROL_STYLE, POPUP_STYLE } from './control-style.ts'
import { Field, type FieldProps } from './field.tsx'

interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
  /** Why it cannot be chosen now, and the way out; both are read out with the option. */
  readonly disabled?: { readonly reason: string; readonly wayOut: string }
}

interface SelectFieldProps<Value extends string> extends FieldProps {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly SelectOption<Value>[]
  readonly name?: string
}

/** One of several values. Illegal ones stay in the list, can be reached by keyboard, and say why and what to do. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { value, onChange, options, name, ...field } = props
  return (
    <Field {...field}>
      {(control) => (
        <SelectControl
          {...control}
          label={field.label}
          value={value}
          onChange={onChange}
          options={options}
          name={name}
        />
      )}
    </Field>
  )
}

interface SelectControlProps<Value extends string> {
  /** Its name where no label stands above it: in the row of a table. */
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly SelectOption<Value>[]
  readonly name?: string | undefined
  readonly id?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** The select without its label, for a row of a table. */
export function SelectControl<Value extends string>(props: SelectControlProps<Value>) {
  const { label, value, onChange, options, name, ...control } = props
  const chosen = options.find((option) => option.value === value)
  const choose = (next: Value | null) => {
    if (next !== null) onChange(next)
  }
  return (
    <Select.Root value={value} onValueChange={choose} {...(name === undefined ? {} : { name })}>
      <Select.Trigger
        {...control}
        aria-label={label}
        className={classNames(CONTROL_STYLE, 'flex items-center justify-between gap-2 text-start')}
      >
        <Select.Value className="min-w-0 py-1 wrap-break-word">{chosen?.label ?? ''}</Select.Value>
        <Select.Icon>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-10 outline-none">
          <Select.Popup
            className={classNames(POPUP_STYLE, 'w-max max-w-[min(24rem,calc(100vw-2rem))] min-w-(--anchor-width)')}
          >
            <Select.List className="max-h-(--available-height) overflow-y-auto">
              {options.map((option) => (
                <Option key={option.value} option={option} />
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  )
}

function Option<Value extends string>({ option }: { readonly option: SelectOption<Value> }) {
  const { value, label, hint, disabled } = option
  const reason = disabled?.reason
  return (
    <Select.Item
      value={value}
      label={label}
      disabled={disabled !== undefined}
      className="grid min-h-8 grid-cols-[1rem_1fr] items-start gap-2 rounded-small border border-transparent px-2 py-1.5 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-not-allowed"
    >
      <Select.ItemIndicator className="col-start-1 mt-0.75">
        <Check aria-hidden className="size-4 text-accent" />
      </Select.ItemIndicator>
      <div className="col-start-2 min-w-0">
        <Select.ItemText className={disabled === undefined ? '' : 'text-muted'}>{label}</Select.ItemText>
        {hint !== undefined && <OptionNote>{hint}</OptionNote>}
        {disabled !== undefined && (
          <OptionNote>
            <span className="block">
              <Trans>Not possible: {reason}</Trans>
            </span>
            <span className="block text-text">{disabled.wayOut}</span>
          </OptionNote>
        )}
      </div>
    </Select.Item>
  )
}

function OptionNote({ children }: { readonly children: ReactNode }) {
  return <div className="text-sm text-muted">{children}</div>
}
