import type { Control, RadioControl, TextControl } from '@latchkey/wizard/flow/screen'
import { type FocusEvent, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { FileField } from '../ui/file-field.tsx'
import { KeyField } from '../ui/key-field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { RadioCards } from '../ui/radio-cards.tsx'
import { TextArea, TextField } from '../ui/text-field.tsx'
import { FactsTable } from './facts-table.tsx'
import { Licenses } from './licenses.tsx'
import { pickedFile } from './picked-file.ts'
import { plainText } from './plain-text.ts'
import type { ScreenViewProps } from './screen-view.tsx'

type Face = Pick<ScreenViewProps, 'screen' | 'edits' | 'send' | 'mayType'>

/** The controls of a screen, in its order; what belongs to a choice stands within it. */
export function Controls(face: Face) {
  const { controls } = face.screen
  if (controls.length === 0) return null
  return <div className="flex flex-col gap-gap">{group(controls, 0).map((part) => part(face))}</div>
}

type Part = (face: Face) => ReactNode

/** Radio controls of one name become one group of cards; what follows deeper is within the card before it. */
function group(controls: readonly Control[], from: number): readonly Part[] {
  const parts: Part[] = []
  let at = from
  while (at < controls.length) {
    const control = controls[at]
    if (control === undefined) break
    if (control.kind !== 'radio') {
      parts.push((face) => <ControlView key={keyOf(control)} control={control} face={face} />)
      at += 1
      continue
    }
    const cards: { readonly radio: RadioControl; readonly within: Control[] }[] = []
    for (; at < controls.length; at++) {
      const next = controls[at]
      if (next === undefined) break
      if (next.kind === 'radio' && next.name === control.name) cards.push({ radio: next, within: [] })
      else if (isWithin(next, control)) cards.at(-1)?.within.push(next)
      else break
    }
    parts.push((face) => <Choice key={control.name} cards={cards} face={face} />)
  }
  return parts
}

function isWithin(control: Control, { depth }: RadioControl): boolean {
  return control.kind !== 'licenses' && control.kind !== 'table' && control.depth > depth
}

function keyOf(control: Exclude<Control, RadioControl>): string {
  return control.kind === 'licenses' ? 'licenses' : control.name
}

function Choice(props: {
  readonly cards: readonly { readonly radio: RadioControl; readonly within: readonly Control[] }[]
  readonly face: Face
}) {
  const { cards, face } = props
  const name = cards[0]?.radio.name ?? ''
  return (
    <div data-control={name}>
      <RadioCards
        label={face.screen.title}
        hideLabel
        value={cards.find(({ radio }) => radio.checked)?.radio.value ?? ''}
        onChange={(value) => face.send({ type: 'set', name, value })}
        cards={cards.map(({ radio: { value, label, hint }, within }) => {
          const card = hint === undefined ? { value, label } : { value, label, hint }
          if (within.length === 0) return card
          const children = (
            <div className="grid gap-gap sm:grid-cols-2 [&>*]:col-span-full">
              {group(within, 0).map((part) => part(face))}
            </div>
          )
          return Object.assign(card, { children })
        })}
      />
    </div>
  )
}

function ControlView({ control, face }: { readonly control: Exclude<Control, RadioControl>; readonly face: Face }) {
  const { send } = face
  switch (control.kind) {
    case 'checkbox':
      return (
        <div data-control={control.name}>
          <Checkbox
            label={control.label}
            checked={control.checked}
            onChange={(event) => send({ type: 'set', name: control.name, value: event.target.checked })}
          />
        </div>
      )
    case 'link':
      // The key field offers the same correction, beside what is wrong.
      if (control.name === 'use-suggestion') return null
      return (
        <div data-control={control.name}>
          <Button size="small" onClick={() => send({ type: 'press', name: control.name })}>
            <span className="min-w-0 wrap-anywhere">{plainText(control.label)}</span>
          </Button>
        </div>
      )
    case 'text':
      return control.picks === true ? (
        <FileView control={control} face={face} />
      ) : (
        <TextView control={control} face={face} />
      )
    case 'table':
      return <FactsTable control={control} caption={face.screen.title} />
    case 'licenses':
      return <Licenses control={control} caption={face.screen.title} send={send} />
  }
}

/** A terminal takes a path; here the file itself is handed over, and loaded at once. */
function FileView({ control: { name, label }, face }: { readonly control: TextControl; readonly face: Face }) {
  const { send, screen } = face
  return (
    <div data-control={name}>
      <FileField
        label={label}
        busy={screen.busy !== null}
        onFile={(file) => void pickedFile(name, file).then((input) => send(input))}
      />
    </div>
  )
}

/** Short fields that belong together stand side by side where there is room. */
const IN_PAIRS: ReadonlySet<string> = new Set(['username', 'password'])

/** What password managers and browsers fill in. */
const AUTOCOMPLETE: Readonly<Record<string, 'email' | 'username'>> = { email: 'email', username: 'username' }

/** A field by what stands in it: browsers and password managers know these. */
function TextView({ control, face }: { readonly control: TextControl; readonly face: Face }) {
  const { send, edits, mayType } = face
  const { name, label, secret, charsMax } = control
  const value = edits.get(name)?.value ?? control.value
  const change = (text: string) => send({ type: 'set', name, value: text })
  const readOnly = !mayType
  /** A button says for itself what is done with the field, so that its press is not lost to a look-up. */
  const leave = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget?.closest('button') === null || relatedTarget === null) send({ type: 'leave', name })
  }
  const field = () => {
    if (secret) {
      return <PasswordField label={label} value={value} onChange={change} autoComplete="current-password" name={name} />
    }
    switch (name) {
      case 'key':
        return <KeyField label={label} value={value} onChange={change} />
      case 'message':
        return (
          <TextArea
            label={label}
            value={value}
            maxLength={charsMax}
            readOnly={readOnly}
            onChange={(event) => change(event.target.value)}
          />
        )
      default:
        return (
          <TextField
            label={label}
            name={name}
            value={value}
            maxLength={charsMax}
            readOnly={readOnly}
            onChange={(event) => change(event.target.value)}
            autoComplete={AUTOCOMPLETE[name] ?? 'off'}
            autoCapitalize="none"
            spellCheck={false}
          />
        )
    }
  }
  return (
    <div
      data-control={name}
      // That something is under way stands beside the buttons; a field that turns gray for a moment only flickers.
      className={classNames('[&_:is(input,textarea)]:bg-surface!', IN_PAIRS.has(name) && 'sm:col-auto!')}
      onBlur={name === 'key' ? leave : undefined}
    >
      {field()}
    </div>
  )
}
