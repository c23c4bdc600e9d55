import { styleText } from 'node:util'
import type { Line } from '../flow/screen.ts'

/** Colors and weights; never the only carrier of a meaning. */
export type Paint = Readonly<Record<Line['tone'] | 'strong' | 'focus' | 'marked', (text: string) => string>>

type Style = Parameters<typeof styleText>[0]

/** Marks that carry meaning in any terminal. */
export interface Signs {
  readonly begin: string
  readonly bar: string
  readonly end: string
  readonly current: string
  readonly done: string
  readonly focus: string
  readonly radioOn: string
  readonly radioOff: string
  readonly radioNo: string
  readonly boxOn: string
  readonly boxOff: string
  readonly mask: string
  readonly good: string
  readonly bad: string
  readonly warning: string
  readonly busy: string
}

/** Paint for a terminal; without color, only the mark of a text field's cursor is left. */
export function paintFor(color: boolean): Paint {
  const styled = (style: Style) => (text: string) => (color ? styleText(style, text, { validateStream: false }) : text)
  return {
    plain: (text) => text,
    quiet: styled('dim'),
    good: styled('green'),
    warning: styled('yellow'),
    error: styled('red'),
    strong: styled('bold'),
    focus: styled('cyan'),
    marked: (text) => styleText('inverse', text, { validateStream: false }),
  }
}

const SHARED = { radioOn: '(*)', radioOff: '( )', radioNo: '(-)', boxOn: '[x]', boxOff: '[ ]' } as const

/** Signs for terminals that show Unicode, and for those that do not. */
export function signsFor(unicode: boolean): Signs {
  return unicode
    ? {
        ...SHARED,
        begin: '┌',
        bar: '│',
        end: '└',
        current: '◆',
        done: '◇',
        focus: '❯',
        mask: '•',
        good: '✔',
        bad: '✖',
        warning: '▲',
        busy: '◌',
      }
    : {
        ...SHARED,
        begin: '+',
        bar: '|',
        end: '+',
        current: '*',
        done: 'o',
        focus: '>',
        mask: '*',
        good: '+',
        bad: 'x',
        warning: '!',
        busy: '...',
      }
}
