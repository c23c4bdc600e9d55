import {
  type ActionChoice,
  type Control,
  type LicenseLine,
  type LicensesControl,
  type Line,
  type Screen,
  STEPS,
  type TableControl,
  textsOf,
  textsOfNote,
} from '../flow/screen.ts'
import { harmless } from '@latchkey/words/harmless'
import { COLUMNS, STEP_STATES } from '../labels.ts'
import { w } from '../words.ts'
import { isolated } from './direction.ts'
import type { FormState } from './form.ts'
import type { Paint, Signs } from './paint.ts'
import { layOutTable } from './table.ts'
import { charactersOf, type TextField } from './text-field.ts'
import { clipped, padded, widthOf, wrapped } from './width.ts'

export interface Look {
  readonly columns: number
  readonly rows: number
  readonly paint: Paint
  readonly signs: Signs
}

interface Drawn {
  readonly lines: readonly string[]
  /** Index of the line that has the focus; -1 for none. */
  readonly focusAt: number
}

/** Columns before the text: the bar, a blank, the focus mark, a blank. */
const INDENT = 4
const ACTION_INDENT = 2
/** Labels of fields take at least this, so that a field appearing moves no other. */
const LABEL_WIDTH = 14
/** An empty field is shown this long. */
const FIELD_WIDTH = 36

/** Draws a screen to fit the terminal; where it is too high, the part around the focus is shown. */
export function drawScreen(screen: Screen, form: FormState, look: Look): readonly string[] {
  const { signs, paint } = look
  const title = paint.strong(`${signs.current}  ${titleOf(screen, STEP_STATES.current)}`)
  const body = drawBody(screen, form, look)
  const foot = [...drawButtons(screen, form, look), paint.quiet(`${signs.end}  ${isolated(hintOf(screen, form))}`)]
  const room = Math.max(3, look.rows - 1 - 1 - foot.length)
  return [title, ...fitted(body, room, look), ...foot]
}

/** The screen as it stays in the terminal once it is left for a later step. */
export function drawLeft(screen: Screen, look: Look): readonly string[] {
  const { signs, paint } = look
  const summary =
    screen.summary === ''
      ? []
      : cut(screen.summary, look).map((line) => paint.quiet(`${signs.bar}    ${isolated(line)}`))
  return [`${signs.done}  ${titleOf(screen, STEP_STATES.done)}`, ...summary, signs.bar]
}

/** All of the screen but its buttons: what must not vanish, such as the result. */
export function drawKept(screen: Screen, look: Look): readonly string[] {
  const form: FormState = { focus: '', field: null, turn: 0, picked: null }
  const title = `${look.signs.done}  ${titleOf(screen, STEP_STATES.done)}`
  return [title, ...drawBody(screen, form, look).lines]
}

function titleOf({ step, title }: Screen, state: string): string {
  return isolated(step === null ? title : w.stepTitle(step, STEPS.length, state, title))
}

function drawBody(screen: Screen, form: FormState, look: Look): Drawn {
  const { bar } = look.signs
  const parts: Drawn[] = [
    blockOf(
      screen.lines.flatMap((line) => drawLine(line, look)),
      look,
    ),
    ...(screen.controls.length === 0 ? [] : [closed(joined(drawControls(screen, form, look)), bar)]),
    blockOf(
      screen.outlook.flatMap((line) => drawLine(line, look)),
      look,
    ),
    blockOf(screen.help === undefined ? [] : drawLine({ tone: 'quiet', text: w.helpKey(screen.help) }, look), look),
  ]
  const all = joined(parts)
  return { lines: [bar, ...all.lines], focusAt: all.focusAt === -1 ? -1 : all.focusAt + 1 }
}

function drawLine(line: Line, look: Look): readonly string[] {
  return textsOf(line).flatMap((part) => drawText(part, look))
}

function drawText({ tone, text }: Line, { columns, paint, signs }: Look): readonly string[] {
  const sign = { plain: '', quiet: '', good: `${signs.good} `, warning: `${signs.warning} `, error: `${signs.bad} ` }[
    tone
  ]
  const lines = wrapped(harmless(text), columns - INDENT - 1 - widthOf(sign))
  return lines.map((line, i) => {
    const hanging = i === 0 ? sign : ' '.repeat(widthOf(sign))
    return `${signs.bar}   ${paint[tone](hanging + isolated(line))}`
  })
}

function drawControls(screen: Screen, form: FormState, look: Look): readonly Drawn[] {
  const labels = screen.controls.flatMap((control) => (control.kind === 'text' ? [widthOf(control.label)] : []))
  const labelWidth = Math.max(LABEL_WIDTH, ...labels)
  return screen.controls.map((control) => drawControl(control, form, labelWidth, look))
}

function drawControl(control: Control, form: FormState, labelWidth: number, look: Look): Drawn {
  const { signs } = look
  switch (control.kind) {
    case 'radio': {
      const id = `${control.name}=${control.value}`
      return stopLine(
        `${control.checked ? signs.radioOn : signs.radioOff} ${isolated(control.label)}`,
        control.depth,
        id,
        form,
        look,
      )
    }
    case 'checkbox': {
      const box = control.checked ? signs.boxOn : signs.boxOff
      return stopLine(`${box} ${isolated(control.label)}`, control.depth, control.name, form, look)
    }
    case 'link':
      return stopLine(`[${isolated(harmless(control.label))}]`, control.depth, control.name, form, look)
    case 'text': {
      const label = `${padded(isolated(control.label), labelWidth)}  `
      const room = look.columns - INDENT - control.depth * 4 - widthOf(label) - 2
      const focused = form.focus === control.name && form.field !== null
      const shown = control.secret ? maskOf(signs.mask) : (text: string) => text
      const value = focused
        ? drawField(form.field, shown, room, look)
        : isolated(clipped(shown(harmless(control.value)), room))
      const blank = look.paint.quiet('_'.repeat(Math.max(0, Math.min(FIELD_WIDTH, room) - widthOf(control.value) - 1)))
      return stopLine(`${label}${value}${blank}`, control.depth, control.name, form, look)
    }
    case 'table':
      return drawTable(control, look)
    case 'licenses':
      return drawLicenses(control, form, look)
  }
}

function maskOf(mask: string): (text: string) => string {
  return (text) => mask.repeat(charactersOf(text).length)
}

/** The part of a text around its cursor. The mark or the cursor is shown by inverse video, and by the blank it stands on. */
function drawField(field: TextField, shown: (text: string) => string, room: number, { paint }: Look): string {
  const characters = charactersOf(shown(field.text))
  if (field.marked) return paint.marked(clipped(characters.join(''), room))
  const under = characters[field.cursor] ?? ' '
  const before = clippedAtStart(characters.slice(0, field.cursor), room - widthOf(under))
  const after = characters.slice(field.cursor + 1).join('')
  return before + paint.marked(under) + clipped(after, room - widthOf(before) - widthOf(under))
}

/** The end of a text, as much of it as fits. */
function clippedAtStart(characters: readonly string[], room: number): string {
  let left = room
  const reversed = characters.toReversed()
  const tooMany = reversed.findIndex((character) => (left -= widthOf(character)) < 0)
  return reversed
    .slice(0, tooMany === -1 ? undefined : tooMany)
    .toReversed()
    .join('')
}

function stopLine(text: string, depth: number, id: string, form: FormState, { paint, signs }: Look): Drawn {
  const focused = form.focus === id
  const mark = focused ? paint.focus(signs.focus) : ' '
  const line = `${signs.bar} ${mark} ${' '.repeat(depth * 4)}${focused ? paint.focus(text) : text}`
  return { lines: [line], focusAt: focused ? 0 : -1 }
}

/** A table to be read: nothing in it can be changed. */
function drawTable({ columns, rows }: TableControl, look: Look): Drawn {
  if (rows.length === 0) return { lines: [], focusAt: -1 }
  const cells = rows.map(({ cells, tone, stated }) =>
    cells.map((cell, i) => (i === stated ? `${signOf(tone, look)}${cell}` : cell)),
  )
  const table = layOutTable(columns, cells, look.columns - INDENT)
  const { bar } = look.signs
  return {
    lines: [
      ...table.header.map((line) => `${bar}   ${look.paint.quiet(line)}`),
      ...table.rows.flatMap((row, i) => {
        const { tone } = rows[i] ?? { tone: 'plain' }
        return row.map((line) => `${bar}   ${look.paint[tone](line)}`)
      }),
    ],
    focusAt: -1,
  }
}

function signOf(tone: Line['tone'], { signs }: Look): string {
  if (tone === 'good') return `${signs.good} `
  return tone === 'error' || tone === 'warning' ? `${signs.bad} ` : ''
}

function drawLicenses({ rows }: LicensesControl, form: FormState, look: Look): Drawn {
  if (rows.length === 0) return { lines: [], focusAt: -1 }
  const titles = [
    COLUMNS.product,
    COLUMNS.edition,
    COLUMNS.key,
    COLUMNS.associatedTo,
    COLUMNS.activatedOn,
    COLUMNS.expires,
  ]
  const cells = rows.map(({ cells: c }) => [c.product, c.edition, c.key, c.associatedTo, c.activatedOn, c.expires])
  const table = layOutTable(titles, cells, look.columns - INDENT)
  const { bar } = look.signs
  const header = table.header.map((line) => `${bar}   ${look.paint.quiet(line)}`)
  const drawn = rows.map((row, i): Drawn => {
    const product = (table.rows[i] ?? []).map((line) => `${bar}   ${look.paint.strong(line)}`)
    const separator = i === 0 ? [] : [bar]
    return joined([{ lines: [...separator, ...product], focusAt: -1 }, ...drawRowDetails(row, form, look)])
  })
  return joined([{ lines: header, focusAt: -1 }, ...drawn])
}

function drawRowDetails(line: LicenseLine, form: FormState, look: Look): readonly Drawn[] {
  const { paint, signs } = look
  const { action, status, links } = line
  const notes = textsOfNote(line)
  const parts: Drawn[] = []
  if (action !== null) parts.push(drawAction(action, form, look))
  if (status !== null) {
    const sign = status.good ? signs.good : signs.bad
    const words = paint[status.good ? 'good' : 'error'](`${sign} ${isolated(status.words)}`)
    parts.push({
      lines: [`${signs.bar}   ${' '.repeat(ACTION_INDENT)}${isolated(`${COLUMNS.status}:`)} ${words}`],
      focusAt: -1,
    })
  }
  if (notes.length > 0) parts.push({ lines: drawNotes(notes, look), focusAt: -1 })
  return [
    ...parts,
    ...links.map(({ name, label }) => stopLine(`[${isolated(harmless(label))}]`, 0.5, name, form, look)),
  ]
}

/** The actions of a row, on as many lines as they need. */
function drawAction({ name, value: chosen, options }: ActionChoice, form: FormState, look: Look): Drawn {
  const { paint, signs, columns } = look
  const focused = form.focus === name
  const mark = focused ? paint.focus(signs.focus) : ' '
  const label = `${isolated(`${COLUMNS.action}:`)} `
  const room = columns - INDENT - ACTION_INDENT - widthOf(label)
  const rows: string[][] = [[]]
  let used = 0
  for (const { value, label: words, refused } of options) {
    const open = value === chosen ? signs.radioOn : signs.radioOff
    const text = `${refused === null ? open : signs.radioNo} ${isolated(words)}`
    if (used > 0 && used + widthOf(text) > room) {
      rows.push([])
      used = 0
    }
    used += widthOf(text) + OPTION_GAP.length
    rows.at(-1)?.push(refused === null ? text : paint.quiet(text))
  }
  const indent = ' '.repeat(ACTION_INDENT)
  const lines = rows.map((row, at) => {
    const rest = indent + row.join(OPTION_GAP)
    if (at > 0) return `${signs.bar}   ${' '.repeat(widthOf(label))}${rest}`
    return `${signs.bar} ${mark} ${indent}${focused ? paint.focus(label) : label}${row.join(OPTION_GAP)}`
  })
  return { lines, focusAt: focused ? 0 : -1 }
}

const OPTION_GAP = '   '

function drawNotes(notes: readonly string[], { columns, paint, signs }: Look): readonly string[] {
  const label = `${isolated(`${COLUMNS.note}:`)} `
  const labelWidth = widthOf(label)
  const lines = notes.flatMap((note) => wrapped(harmless(note), columns - INDENT - ACTION_INDENT - labelWidth - 1))
  return lines.map((line, i) => {
    const hanging = i === 0 ? label : ' '.repeat(labelWidth)
    return `${signs.bar}   ${' '.repeat(ACTION_INDENT)}${paint.quiet(hanging + isolated(line))}`
  })
}

function drawButtons(screen: Screen, form: FormState, look: Look): readonly string[] {
  const { paint, signs } = look
  if (screen.busy !== null) return [`${signs.bar}   ${signs.busy} ${isolated(screen.busy)}`]
  const buttons = screen.buttons.map(({ name, label, disabled }) => {
    if (disabled !== null) return paint.quiet(`  ${isolated(label)} `)
    return form.focus === name ? paint.focus(`${signs.focus}[${isolated(label)}]`) : ` [${isolated(label)}]`
  })
  const reasons = screen.buttons.flatMap(({ label, disabled }) =>
    disabled === null ? [] : drawLine({ tone: 'quiet', text: `${label}: ${disabled}` }, look),
  )
  return [...reasons, ...rowsOf(buttons, look.columns - 2).map((row) => `${signs.bar} ${row}`)]
}

/** As many side by side as there is room for. */
function rowsOf(buttons: readonly string[], room: number): readonly string[] {
  const rows: string[] = []
  for (const button of buttons) {
    const last = rows.pop()
    const longer = last === undefined ? button : `${last}  ${button}`
    if (last === undefined || widthOf(longer) <= room) rows.push(longer)
    else rows.push(last, button)
  }
  return rows
}

/** What the keys do now: Enter presses the button that has the focus, else the screen's own. */
function hintOf(screen: Screen, form: FormState): string {
  const label = (name: string) => screen.buttons.find((button) => button.name === name)?.label ?? ''
  const enter = label(form.focus) === '' ? screen.enter : form.focus
  const changes = screen.controls.some(({ kind }) => kind !== 'text')
  return w.keys(label(enter), label(screen.escape), changes)
}

function blockOf(lines: readonly string[], { signs }: Look): Drawn {
  return { lines: lines.length === 0 ? [] : [...lines, signs.bar], focusAt: -1 }
}

function closed({ lines, focusAt }: Drawn, line: string): Drawn {
  return { lines: [...lines, line], focusAt }
}

function joined(parts: readonly Drawn[]): Drawn {
  let focusAt = -1
  const lines: string[] = []
  for (const part of parts) {
    if (part.focusAt !== -1) focusAt = lines.length + part.focusAt
    lines.push(...part.lines)
  }
  return { lines, focusAt }
}

function cut(text: string, { columns }: Look): readonly string[] {
  return wrapped(harmless(text), columns - INDENT - 2)
}

/** As many lines as there is room for; marks tell what is left out. With the focus on a button the end is shown. */
function fitted({ lines, focusAt }: Drawn, room: number, { signs, paint }: Look): readonly string[] {
  if (lines.length <= room) return lines
  const last = lines.length - room
  const from = focusAt === -1 ? last : Math.min(Math.max(0, focusAt - Math.floor(room / 2)), last)
  const shown = lines.slice(from, from + room)
  const more = (n: number) => `${signs.bar}   ${paint.quiet(isolated(w.moreLines(n)))}`
  if (from > 0) shown[0] = more(from + 1)
  if (from < last) shown[shown.length - 1] = more(last - from + 1)
  return shown
}
