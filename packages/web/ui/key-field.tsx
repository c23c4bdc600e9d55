import type { KeySuggestion } from '@latchkey/core/activation-key'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CircleCheck } from 'lucide-react'
import { type ClipboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { CONTROL_STYLE } from './control-style.ts'
import { Field, type FieldControl, type FieldProps } from './field.tsx'
import { KEY_FIELD_CHARS_MAX, KEY_SYMBOLS, type KeyHint, keyHint, pasteKey, tidyKey } from './key-text.ts'

interface KeyFieldProps extends Omit<FieldProps, 'hint' | 'label'> {
  readonly label?: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** What the key is for, once that is known: the names of its products. */
  readonly note?: ReactNode
}

/** The activation key: takes any paste, checks it on this PC, and offers the correction of a single slip as a button. */
export function KeyField({ label, value, onChange, note, error, ...field }: KeyFieldProps) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const [left, setLeft] = useState(false)
  const [cut, setCut] = useState(0)
  const hint = keyHint(value)
  const edit = (text: string, cutChars: number) => {
    setCut(cutChars)
    onChange(text)
  }
  const correct = (key: string) => {
    edit(key, 0)
    input.current?.focus()
  }
  return (
    <Field
      {...field}
      label={label ?? t`Activation Key`}
      error={error ?? errorOf(hint, left)}
      hint={
        <div aria-live="polite" className="flex flex-col gap-2">
          {cut > 0 && <Cut cut={cut} />}
          {hint.kind === 'mistyped' && hint.suggestion !== null && (
            <Correction suggestion={hint.suggestion} onCorrect={correct} />
          )}
          {error === undefined && <Reading hint={hint} note={note} />}
        </div>
      }
    >
      {(control) => (
        <KeyInput control={control} ref={input} value={value} onEdit={edit} onLeave={() => setLeft(true)} />
      )}
    </Field>
  )
}

interface KeyInputProps {
  readonly control: FieldControl
  readonly ref: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly onEdit: (text: string, cutChars: number) => void
  readonly onLeave: () => void
}

function KeyInput({ control, ref, value, onEdit, onLeave }: KeyInputProps) {
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    event.preventDefault()
    const { selectionStart, selectionEnd, value: text } = event.currentTarget
    const selection = [selectionStart ?? text.length, selectionEnd ?? text.length] as const
    const edit = pasteKey(text, selection, event.clipboardData.getData('text'))
    onEdit(edit.text, edit.cut)
    requestAnimationFrame(() => ref.current?.setSelectionRange(edit.caret, edit.caret))
  }
  const leave = () => {
    onLeave()
    // What was left out of a paste stays said until something else is typed.
    const tidy = tidyKey(value)
    if (tidy !== value) onEdit(tidy, 0)
  }
  return (
    <input
      {...control}
      ref={ref}
      type="text"
      value={value}
      maxLength={KEY_FIELD_CHARS_MAX}
      onPaste={paste}
      onChange={(event) => onEdit(event.target.value, 0)}
      onBlur={leave}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="characters"
      // A key reads from left to right in every language.
      dir="ltr"
      className={`${CONTROL_STYLE} font-mono tracking-wide rtl:text-end`}
    />
  )
}

function Cut({ cut }: { readonly cut: number }) {
  return (
    <Plural
      value={cut}
      one="One character of the pasted text was left out."
      other="# characters of the pasted text were left out."
    />
  )
}

/** A slip is told at once when the key is complete; what is merely unfinished only once the field was left. */
function errorOf(hint: KeyHint, left: boolean): ReactNode {
  switch (hint.kind) {
    case 'mistyped':
      return hint.suggestion === null ? (
        <Trans>
          At least two characters of this key are wrong. Compare it with the original, or copy and paste it.
        </Trans>
      ) : (
        <Slip suggestion={hint.suggestion} />
      )
    case 'malformed':
      return <Trans>This is not an activation key.</Trans>
    case 'incomplete':
      return left && <Missing missing={KEY_SYMBOLS - hint.typed} />
    case 'empty':
    case 'valid':
    case 'legacy':
      return null
  }
}

function Missing({ missing }: { readonly missing: number }) {
  return <Plural value={missing} one="One character is missing." other="# characters are missing." />
}

function Slip({ suggestion: { slip, group } }: { readonly suggestion: KeySuggestion }) {
  switch (slip) {
    case 'wrong':
      return <Trans>One character in group {group} is wrong.</Trans>
    case 'missing':
      return <Trans>One character is missing in group {group}.</Trans>
    case 'extra':
      return <Trans>There is one character too many in group {group}.</Trans>
    case 'swapped':
      return <Trans>Two characters in group {group} are swapped.</Trans>
  }
}

function Correction(props: { readonly suggestion: KeySuggestion; readonly onCorrect: (key: string) => void }) {
  const { suggestion, onCorrect } = props
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-base text-text">
      <span className="min-w-0">
        <Trans>
          Did you mean <MarkedKey suggestion={suggestion} />?
        </Trans>
      </span>
      <Button size="small" onClick={() => onCorrect(suggestion.key)}>
        <Trans>Use this key</Trans>
      </Button>
    </div>
  )
}

/** The key with the corrected group marked; each group stays on one line. */
function MarkedKey({ suggestion: { key, group: wrong } }: { readonly suggestion: KeySuggestion }) {
  const before = key.slice(0, (wrong - 1) * 6)
  const group = key.slice(before.length, before.length + 5)
  return (
    <bdi dir="ltr" className="font-mono">
      {before}
      <mark className="rounded-small bg-warning-soft font-semibold text-warning">{group}</mark>
      {key.slice(before.length + 5)}
    </bdi>
  )
}

function Reading({ hint, note }: { readonly hint: KeyHint; readonly note: ReactNode }) {
  switch (hint.kind) {
    case 'empty':
      return <Trans>Paste it as it is: spaces, line breaks and lower case do not matter.</Trans>
    case 'incomplete':
      return <Typed typed={hint.typed} total={KEY_SYMBOLS} />
    case 'valid':
      return (
        <span className="flex items-start gap-1.5 font-medium text-success">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">
            <Trans>The key is complete.</Trans>{' '}
            {note !== undefined && <span className="font-normal text-text">{note}</span>}
          </span>
        </span>
      )
    case 'legacy':
      return <Trans>Not the usual form; the license server will check it.</Trans>
    case 'mistyped':
    case 'malformed':
      return null
  }
}

function Typed({ typed, total }: { readonly typed: number; readonly total: number }) {
  return (
    <Trans>
      {typed} of {total} characters
    </Trans>
  )
}
