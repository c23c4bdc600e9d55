import { expect, test } from 'vitest'
import { decodeKeys, decodeRest } from '../../src/terminal/keys.ts'

test('typing, editing keys and arrows are told apart', () => {
  expect(decodeKeys('aß\r\t\u001B[A\u001BOB\u007F\u0003').keys).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'ß' },
    { type: 'key', name: 'enter' },
    { type: 'key', name: 'tab' },
    { type: 'key', name: 'up' },
    { type: 'key', name: 'down' },
    { type: 'key', name: 'backspace' },
    { type: 'key', name: 'interrupt' },
  ])
})

test('a sequence cut in two is put together; a lone ESC is Esc when nothing follows', () => {
  const first = decodeKeys('\u001B[')
  expect(first).toEqual({ keys: [], rest: '\u001B[' })
  expect(decodeKeys(`${first.rest}C`).keys).toEqual([{ type: 'key', name: 'right' }])
  expect(decodeRest('\u001B')).toEqual([{ type: 'key', name: 'escape' }])
  expect(decodeKeys('\u001Bx').keys).toEqual([
    { type: 'key', name: 'escape' },
    { type: 'text', text: 'x' },
  ])
})

test('a marked paste is one piece, line breaks and all, and never presses Enter', () => {
  expect(decodeKeys('\u001B[200~AAAAA\r\nBBBBB\u001B[201~\r').keys).toEqual([
    { type: 'paste', text: 'AAAAA\r\nBBBBB' },
    { type: 'key', name: 'enter' },
  ])
  expect(decodeKeys('\u001B[200~half').keys).toEqual([])
})

test('sequences nobody uses do nothing, and are not typed as text', () => {
  expect(decodeKeys('\u001B[15~\u001B[1;5C\u001B[<0;1;1M').keys.filter(({ type }) => type === 'key')).toEqual([])
  expect(decodeKeys('\u001B[15~a').keys).toEqual([{ type: 'text', text: 'a' }])
})
