import { harmless } from '@latchkey/words/harmless'
import type { KeyName } from './keys.ts'

/** A line of text being edited. */
export interface TextField {
  readonly text: string
  /** 0 to the number of characters. */
  readonly cursor: number
  /** The whole text is marked, as when the focus arrives: typing replaces it. */
  readonly marked: boolean
}

/** A field the focus has just come to. */
export function enterField(text: string): TextField {
  return { text, cursor: charactersOf(text).length, marked: text !== '' }
}

/** Types or pastes into the field. Line breaks of a paste become blanks: a key copied from a mail may hold some. */
export function insertText(field: TextField, text: string): TextField {
  const inserted = charactersOf(harmless(text))
  if (field.marked) return { text: inserted.join(''), cursor: inserted.length, marked: false }
  const characters = charactersOf(field.text).toSpliced(field.cursor, 0, ...inserted)
  return { text: characters.join(''), cursor: field.cursor + inserted.length, marked: false }
}

/** Edits with a key; null for a key that a text field does not use. */
export function editText(field: TextField, key: KeyName): TextField | null {
  const characters = charactersOf(field.text)
  const { cursor } = field
  const at = (to: number): TextField => ({
    ...field,
    cursor: Math.min(Math.max(to, 0), characters.length),
    marked: false,
  })
  const without = (index: number): TextField => ({
    text: characters.toSpliced(index, 1).join(''),
    cursor: index,
    marked: false,
  })
  switch (key) {
    case 'left':
      return at(field.marked ? 0 : cursor - 1)
    case 'right':
      return at(field.marked ? characters.length : cursor + 1)
    case 'home':
      return at(0)
    case 'end':
      return at(characters.length)
    case 'clear':
      return { text: '', cursor: 0, marked: false }
    case 'backspace':
      if (field.marked) return { text: '', cursor: 0, marked: false }
      return cursor === 0 ? field : without(cursor - 1)
    case 'delete':
      if (field.marked) return { text: '', cursor: 0, marked: false }
      return cursor === characters.length ? field : without(cursor)
    case 'enter':
    case 'tab':
    case 'shift+tab':
    case 'up':
    case 'down':
    case 'escape':
    case 'interrupt':
    case 'help':
      return null
  }
}

/** The characters of a text, so that the cursor never stands within one. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text)
}
