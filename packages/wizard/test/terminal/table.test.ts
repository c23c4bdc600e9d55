import { expect, test } from 'vitest'
import { layOutTable } from '../../src/terminal/table.ts'
import { clipped, padded, widthOf, widthOfStyled, wrapped } from '../../src/terminal/width.ts'

const TITLES = ['Product', 'Edition', 'Key', 'Associated to', 'Activated on', 'Expires', 'Note']

test('a table that fits is not wider than what it holds', () => {
  expect(layOutTable(['A', 'B'], [['one', 'two']], 80)).toEqual({ header: ['A    B'], rows: [['one  two']] })
})

test('a table that does not fit breaks cells between words and stays within 80 columns', () => {
  const row = [
    'Commissioning Tool',
    'Professional',
    '4ATFG',
    'maria.schmidt@example.com',
    'WORKSTATION-4711 since 2026-11-24',
    '2027-01-01',
    'This license is active on another PC.',
  ]
  const { header, rows } = layOutTable(TITLES, [row], 80)
  const lines = [...header, ...rows.flat()]
  expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
  const read = (column: RegExp) => lines.filter((line) => column.test(line)).length
  expect(read(/Commissioning/)).toBe(1)
  expect(read(/2027-01-01/)).toBe(1)
})

test('names wider than a line are cut into pieces, never lost', () => {
  expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
})

test('a line with styles is cut by what is seen, and its styles end', () => {
  const styled = '\u001B[2mabc\u001B[22mdef'
  expect(widthOfStyled(styled)).toBe(6)
  expect(clipped(styled, 2)).toBe('\u001B[2mab\u001B[22m')
  expect(clipped(styled, 4)).toBe('\u001B[2mabc\u001B[22md')
})

test('wide and combining characters count as terminals show them', () => {
  expect(widthOf('東京')).toBe(4)
  expect(widthOf('e\u0301')).toBe(1)
  expect(padded('東', 4)).toBe('東  ')
})
