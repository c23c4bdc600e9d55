import { formatActivationKey } from '@latchkey/core/activation-key'
import { describe, expect, it } from 'vitest'
import { KEY_FIELD_CHARS_MAX, keyHint, pasteKey, tidyKey } from '../ui/key-text.ts'

const KEY: string = formatActivationKey(Uint8Array.from({ length: 17 }, (_, index) => (index * 73 + 19) % 256))
const END = [0, 0] as const

function withSlip(key: string, at: number): string {
  return key.slice(0, at) + (key.charAt(at) === 'Q' ? 'R' : 'Q') + key.slice(at + 1)
}

describe('a paste into the key field', () => {
  it.each([
    ['as it was printed', KEY],
    ['in lower case', KEY.toLowerCase()],
    ['without hyphens', KEY.replaceAll('-', '')],
    ['over several lines', KEY.replaceAll('-', '\r\n  ')],
    [
      'in full-width characters',
      KEY.replaceAll(/[0-9A-Z]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)),
    ],
    ['within a mail', `Dear customer,\n\nyour activation key is ${KEY}.\nKeep it safe.`],
  ])('of a key %s leaves the key alone, in its groups', (_, pasted) => {
    expect(pasteKey('', END, pasted)).toEqual({ text: KEY, caret: KEY.length, cut: 0 })
    expect(pasteKey('something else', [3, 5], pasted).text).toBe(KEY)
  })

  it('of the rest of a key completes what was typed before', () => {
    expect(pasteKey(KEY.slice(0, 12), [12, 12], KEY.slice(12).toLowerCase()).text).toBe(KEY)
  })

  it('of other text replaces the selection and joins its lines', () => {
    expect(pasteKey('CT-4711', [3, 7], ' 2009\n 08 ')).toEqual({ text: 'CT-2009 08', caret: 10, cut: 0 })
  })

  it('of 10 MB keeps the field small and says how much was left out', () => {
    const pasted = 'x'.repeat(10 * 1024 * 1024)
    const edit = pasteKey('AB', [1, 1], pasted)
    expect(edit.text).toHaveLength(KEY_FIELD_CHARS_MAX)
    expect(edit.cut).toBe(pasted.length - (KEY_FIELD_CHARS_MAX - 2))
  })
})

describe('what the key field says', () => {
  it.each([
    ['', { kind: 'empty' }],
    [KEY.slice(0, 8), { kind: 'incomplete', typed: 7 }],
    [KEY, { kind: 'valid' }],
    [KEY.toLowerCase(), { kind: 'valid' }],
    ['CT-2009/4711-AB', { kind: 'legacy' }],
    ['!', { kind: 'malformed' }],
  ])('of %j is %j', (text, hint) => {
    expect(keyHint(text)).toEqual(hint)
  })

  it('of one wrong character is the key that was meant', () => {
    expect(keyHint(withSlip(KEY, 21))).toMatchObject({
      kind: 'mistyped',
      suggestion: { key: KEY, slip: 'wrong', group: 4 },
    })
  })

  it('of two wrong characters is that there is no telling which', () => {
    expect(keyHint(withSlip(withSlip(KEY, 2), 26))).toEqual({ kind: 'mistyped', suggestion: null })
  })
})

describe('leaving the key field', () => {
  it('puts a key into its groups and leaves other text as it is', () => {
    expect(tidyKey(` ${KEY.replaceAll('-', '').toLowerCase()} `)).toBe(KEY)
    expect(tidyKey(' ct-2009 ')).toBe('ct-2009')
  })
})
