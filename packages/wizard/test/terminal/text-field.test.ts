import { expect, test } from 'vitest'
import { editText, enterField, insertText } from '../../src/terminal/text-field.ts'

test('typing replaces what was there when the focus arrived; moving the cursor keeps it', () => {
  const arrived = enterField('maria')
  expect(insertText(arrived, 'o')).toEqual({ text: 'o', cursor: 1, marked: false })
  const moved = editText(arrived, 'end')
  if (moved === null) throw new Error('End edits')
  expect(insertText(moved, '2').text).toBe('maria2')
})

test('the text is edited in the middle, by whole characters', () => {
  let field = insertText(enterField(''), 'a😀c')
  for (const key of ['left', 'left'] as const) field = editText(field, key) ?? field
  expect(field.cursor).toBe(1)
  expect(editText(field, 'delete')?.text).toBe('ac')
  expect(editText(field, 'backspace')?.text).toBe('😀c')
  expect(insertText(field, 'b').text).toBe('ab😀c')
  expect(editText(field, 'clear')?.text).toBe('')
  expect(editText(field, 'tab')).toBeNull()
})

test('a paste with line breaks stays one line', () => {
  expect(insertText(enterField(''), 'AAAAA-\r\nBBBBB\u001B[0m').text).toBe('AAAAA- BBBBB[0m')
})
