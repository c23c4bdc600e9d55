import type { ActionChoice, Button, Control, Input, RadioControl, Screen, TextControl } from '../flow/screen.ts'
import type { Key, KeyName } from './keys.ts'
import { editText, enterField, insertText, type TextField } from './text-field.ts'

/** What the terminal keeps of a screen besides the flow's state: where the focus is, and the text being edited. */
export interface FormState {
  /** Id of the stop that has the focus. */
  readonly focus: string
  readonly field: TextField | null
  /** The flow's focus turn already followed. */
  readonly turn: number
  /** The action just chosen with the arrows: Space after them means "this one", and must not choose the next. */
  readonly picked: string | null
}

/** Something the focus can stop at, in the order of the screen. */
export type Stop =
  | { readonly kind: 'radio'; readonly id: string; readonly radio: RadioControl }
  | { readonly kind: 'text'; readonly id: string; readonly control: TextControl }
  | { readonly kind: 'checkbox'; readonly id: string; readonly name: string; readonly checked: boolean }
  | { readonly kind: 'link'; readonly id: string; readonly name: string }
  | { readonly kind: 'action'; readonly id: string; readonly choice: ActionChoice }
  | { readonly kind: 'button'; readonly id: string; readonly button: Button }

export interface Reaction {
  readonly form: FormState
  readonly inputs: readonly Input[]
}

/** The stops of a screen. Buttons that cannot be pressed are shown, but are no stops. */
export function stopsOf(screen: Screen): readonly Stop[] {
  const buttons = screen.buttons.filter(({ disabled }) => disabled === null)
  return [
    ...screen.controls.flatMap(stopsOfControl),
    ...buttons.map((button): Stop => ({ kind: 'button', id: button.name, button })),
  ]
}

/** The form of a screen: follows the flow's focus when it has moved, else stays where it was. */
export function formFor(screen: Screen, previous: FormState | null): FormState {
  const stops = stopsOf(screen)
  const isNew = previous === null || previous.turn !== screen.focus.turn
  const wanted = isNew ? screen.focus.on : previous.focus
  const stop = findStop(stops, wanted) ?? stops[0]
  const id = stop?.id ?? ''
  const stays = previous !== null && previous.focus === id && !isNew
  if (stop?.kind !== 'text')
    return { focus: id, field: null, turn: screen.focus.turn, picked: stays ? previous.picked : null }
  // The flow may have changed the text, as when a key is formatted.
  const isSame = stays && previous.field?.text === stop.control.value
  return {
    focus: id,
    field: isSame ? previous.field : enterField(stop.control.value),
    turn: screen.focus.turn,
    picked: null,
  }
}

/** What a key does. */
export function react(screen: Screen, form: FormState, key: Key): Reaction {
  const stops = stopsOf(screen)
  const stop = stops.find(({ id }) => id === form.focus)
  if (stop === undefined) return { form, inputs: [] }
  if (key.type !== 'key') {
    if (stop.kind === 'text') return edited(form, stop.control, insertText(form.field ?? enterField(''), key.text))
    return key.text === ' ' ? spaced(form, stop) : typedAhead(form, stops, stop, key.text)
  }
  const isEditing = stop.kind === 'text' && form.field !== null
  const field = isEditing ? editText(form.field, key.name) : null
  if (isEditing && field !== null) return edited(form, stop.control, field)
  return reactToKey(screen, form, stops, stop, key.name)
}

/** Where nothing can be written, as on a choice, it is the next field that is meant. */
function typedAhead(form: FormState, stops: readonly Stop[], stop: Stop, text: string): Reaction {
  const next = stops.slice(stops.indexOf(stop)).find((other) => other.kind === 'text')
  if (next?.kind !== 'text') return { form, inputs: [] }
  return edited({ ...form, focus: next.id }, next.control, insertText(enterField(next.control.value), text))
}

function reactToKey(screen: Screen, form: FormState, stops: readonly Stop[], stop: Stop, key: KeyName): Reaction {
  switch (key) {
    case 'enter':
      return { form, inputs: entered(screen, stop) }
    case 'escape':
      return { form, inputs: [{ type: 'press', name: screen.escape }] }
    case 'interrupt':
      return { form, inputs: [{ type: 'press', name: screen.escape === 'no' ? 'yes' : 'cancel' }] }
    case 'help':
      return { form, inputs: [{ type: 'press', name: 'help' }] }
    case 'tab':
      return moveTo(screen, form, neighbour(stops, stop, 1))
    case 'shift+tab':
      return moveTo(screen, form, neighbour(stops, stop, -1))
    case 'down':
      return moveByLine(screen, form, stop, 1)
    case 'up':
      return moveByLine(screen, form, stop, -1)
    case 'left':
      return sideways(screen, form, stop, -1)
    case 'right':
      return sideways(screen, form, stop, 1)
    case 'home':
    case 'end':
    case 'backspace':
    case 'delete':
    case 'clear':
      return { form, inputs: [] }
  }
}

function stopsOfControl(control: Control): readonly Stop[] {
  switch (control.kind) {
    case 'radio':
      return [{ kind: 'radio', id: `${control.name}=${control.value}`, radio: control }]
    case 'text':
      return [{ kind: 'text', id: control.name, control }]
    case 'checkbox':
      return [{ kind: 'checkbox', id: control.name, name: control.name, checked: control.checked }]
    case 'link':
      return [{ kind: 'link', id: control.name, name: control.name }]
    case 'table':
      return []
    case 'licenses':
      return control.rows.flatMap(({ action, links }) => [
        ...(action === null ? [] : [{ kind: 'action' as const, id: action.name, choice: action }]),
        ...links.map(({ name }) => ({ kind: 'link' as const, id: name, name })),
      ])
  }
}

/** A stop by its id; by the name of a radio group, its checked one; "rows" is the first row's. */
function findStop(stops: readonly Stop[], name: string): Stop | undefined {
  return (
    stops.find(({ id }) => id === name) ??
    stops.find((stop) => stop.kind === 'radio' && stop.radio.name === name && stop.radio.checked) ??
    (name === 'rows' ? stops.find(({ kind }) => kind === 'action') : undefined)
  )
}

function neighbour(stops: readonly Stop[], stop: Stop, by: 1 | -1): Stop {
  const at = stops.findIndex(({ id }) => id === stop.id)
  return stops[(at + by + stops.length) % stops.length] ?? stop
}

/** Leaving a text field is told to the flow, which checks some fields then. */
function moveTo(screen: Screen, form: FormState, to: Stop): Reaction {
  const left = screen.controls.find((control) => control.kind === 'text' && control.name === form.focus)
  return {
    form: { ...form, focus: to.id, picked: null, field: to.kind === 'text' ? enterField(to.control.value) : null },
    inputs: left === undefined || to.id === form.focus ? [] : [{ type: 'leave', name: form.focus }],
  }
}

/** Up and down move by what is seen. Between radios that stand together they choose, as everywhere. Buttons are one line. */
function moveByLine(screen: Screen, form: FormState, stop: Stop, by: 1 | -1): Reaction {
  const lines = stopsOf(screen).filter((other, i, all) => {
    return other.kind !== 'button' || all[i - 1]?.kind !== 'button' || other.id === stop.id
  })
  const withoutOwnLine = lines.filter(
    (other) => other.id === stop.id || other.kind !== 'button' || stop.kind !== 'button',
  )
  const to = neighbour(withoutOwnLine, stop, by)
  const moved = moveTo(screen, form, to)
  const isSameGroup = stop.kind === 'radio' && to.kind === 'radio' && stop.radio.name === to.radio.name
  if (!isSameGroup || to.radio.checked) return moved
  return { form: moved.form, inputs: [...moved.inputs, chosen(to.radio)] }
}

function sideways(screen: Screen, form: FormState, stop: Stop, by: 1 | -1): Reaction {
  switch (stop.kind) {
    case 'button':
      return moveTo(
        screen,
        form,
        neighbour(
          stopsOf(screen).filter(({ kind }) => kind === 'button'),
          stop,
          by,
        ),
      )
    case 'action':
      return { form: { ...form, picked: stop.id }, inputs: changedAction(stop.choice, by) }
    case 'radio': {
      const group = stopsOf(screen).filter((other) => other.kind === 'radio' && other.radio.name === stop.radio.name)
      const to = neighbour(group, stop, by)
      return to.kind === 'radio'
        ? { form: { ...form, focus: to.id }, inputs: [chosen(to.radio)] }
        : { form, inputs: [] }
    }
    case 'text':
    case 'checkbox':
    case 'link':
      return { form, inputs: [] }
  }
}

/** Enter presses the button in focus, else the screen's own: Next. On a radio not chosen yet it chooses it first. */
function entered(screen: Screen, stop: Stop): readonly Input[] {
  if (stop.kind === 'button' || stop.kind === 'link') return [{ type: 'press', name: stop.id }]
  const enter: Input = { type: 'press', name: screen.enter }
  return stop.kind === 'radio' && !stop.radio.checked ? [chosen(stop.radio), enter] : [enter]
}

function spaced(form: FormState, stop: Stop): Reaction {
  return { form: { ...form, picked: null }, inputs: form.picked === stop.id ? [] : toggled(stop) }
}

function toggled(stop: Stop): readonly Input[] {
  switch (stop.kind) {
    case 'radio':
      return [chosen(stop.radio)]
    case 'checkbox':
      return [{ type: 'set', name: stop.name, value: !stop.checked }]
    case 'action':
      return changedAction(stop.choice, 1)
    case 'link':
    case 'button':
      return [{ type: 'press', name: stop.id }]
    case 'text':
      return []
  }
}

function chosen(radio: RadioControl): Input {
  return { type: 'set', name: radio.name, value: radio.value }
}

/** The next legal action, round and round. */
function changedAction({ name, value, options }: ActionChoice, by: 1 | -1): readonly Input[] {
  const legal = options.filter(({ refused }) => refused === null)
  const at = legal.findIndex((option) => option.value === value)
  const next = legal[(at + by + legal.length) % legal.length]
  return next === undefined || next.value === value ? [] : [{ type: 'set', name, value: next.value }]
}

function edited(form: FormState, control: TextControl, field: TextField): Reaction {
  const inputs: readonly Input[] =
    field.text === control.value ? [] : [{ type: 'set', name: control.name, value: field.text }]
  return { form: { ...form, field }, inputs }
}
