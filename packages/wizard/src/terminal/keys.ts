/** What somebody did at the keyboard. */
export type Key =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'key'; readonly name: KeyName }

export type KeyName =
  | 'enter'
  | 'tab'
  | 'shift+tab'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'backspace'
  | 'delete'
  | 'escape'
  | 'interrupt'
  | 'help'
  | 'clear'

const SEQUENCES: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u0003': 'interrupt',
  '\u0001': 'home',
  '\u0005': 'end',
  '\u0015': 'clear',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u001B[A': 'up',
  '\u001B[B': 'down',
  '\u001B[C': 'right',
  '\u001B[D': 'left',
  '\u001BOA': 'up',
  '\u001BOB': 'down',
  '\u001BOC': 'right',
  '\u001BOD': 'left',
  '\u001B[H': 'home',
  '\u001B[F': 'end',
  '\u001BOH': 'home',
  '\u001BOF': 'end',
  '\u001B[1~': 'home',
  '\u001B[4~': 'end',
  '\u001B[3~': 'delete',
  '\u001B[Z': 'shift+tab',
  // F1
  '\u001BOP': 'help',
  '\u001B[11~': 'help',
  '\u001B[[A': 'help',
}

const PASTE_START = '\u001B[200~'
const PASTE_END = '\u001B[201~'
/** ESC [ parameters letter, or ESC O letter (ECMA-48 5.4). */
// oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
const SEQUENCE = /^\u001B(?:\[[0-?]*[ -/]*[@-~]|O[A-Z])/
// oxlint-disable-next-line no-control-regex -- as above
const BEGINS_SEQUENCE = /^\u001B(?:\[[0-?]*[ -/]*|O)?$/

export interface Decoded {
  readonly keys: readonly Key[]
  /** The beginning of a sequence whose rest is still to come; a lone ESC is the Esc key if nothing comes. */
  readonly rest: string
}

/** Decodes what a terminal in raw mode sends. */
export function decodeKeys(input: string): Decoded {
  const keys: Key[] = []
  let rest = input
  while (rest !== '') {
    if (rest.startsWith(PASTE_START)) {
      const end = rest.indexOf(PASTE_END)
      if (end === -1) break
      keys.push({ type: 'paste', text: rest.slice(PASTE_START.length, end) })
      rest = rest.slice(end + PASTE_END.length)
      continue
    }
    if (BEGINS_SEQUENCE.test(rest)) break
    const taken = takeOne(rest)
    if (taken.key !== null) keys.push(taken.key)
    rest = rest.slice(taken.length)
  }
  return { keys, rest }
}

/** What an unfinished sequence was after all, when nothing more has come. */
export function decodeRest(rest: string): readonly Key[] {
  if (rest.startsWith(PASTE_START)) return [{ type: 'paste', text: rest.slice(PASTE_START.length) }]
  return rest.startsWith('\u001B') ? [{ type: 'key', name: 'escape' }, ...decodeKeys(rest.slice(1)).keys] : []
}

function takeOne(input: string): { readonly key: Key | null; readonly length: number } {
  const sequence = SEQUENCE.exec(input)?.[0]
  if (sequence !== undefined) {
    const name = SEQUENCES[sequence]
    return { key: name === undefined ? null : { type: 'key', name }, length: sequence.length }
  }
  const [character = ''] = input
  if (character === '\u001B') return { key: { type: 'key', name: 'escape' }, length: 1 }
  const name = SEQUENCES[character]
  if (name !== undefined) return { key: { type: 'key', name }, length: character.length }
  const isPrintable = !/\p{Cc}/u.test(character)
  return { key: isPrintable ? { type: 'text', text: character } : null, length: character.length }
}
