import { useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { CONTROL_STYLE } from './control-style.ts'
import { Field, type FieldProps } from './field.tsx'

interface PasswordFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (password: string) => void
  /** What a password manager should do with it. */
  readonly autoComplete: 'current-password' | 'new-password'
  readonly name?: string
  /** Fewest characters; the browser asks for more before anything is sent. */
  readonly charsMin?: number
}

/** A password: can be shown, pasted and filled in by a password manager; a Caps Lock left on is said. */
export function PasswordField({ value, onChange, autoComplete, name, charsMin, hint, ...field }: PasswordFieldProps) {
  const { t } = useLingui()
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const Icon = shown ? EyeOff : Eye
  return (
    <Field {...field} hint={capsLock ? t`Caps Lock is on.` : hint}>
      {(control) => (
        <div className="relative">
          <input
            {...control}
            type={shown ? 'text' : 'password'}
            name={name}
            minLength={charsMin}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onKeyUp={watchCapsLock}
            autoComplete={autoComplete}
            spellCheck={false}
            autoCapitalize="none"
            className={`${CONTROL_STYLE} pe-11`}
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label={t`Show password`}
            title={t`Show password`}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0 my-auto me-1 grid size-7 place-items-center rounded-small border border-transparent text-muted hover:bg-hover hover:text-text"
          >
            <Icon aria-hidden className="size-4" />
          </button>
        </div>
      )}
    </Field>
  )
}
