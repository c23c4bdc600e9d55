import { expect, test } from 'vitest'
import { csvOf, readCsvRows } from '../app/csv.ts'

const readCsv = (text: string) => readCsvRows(text).rows.map(({ cells }) => cells)

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '＋1', '－1', '＠SUM(A1)', '\t=1', '\r=1', '\n=1'])(
  'a cell that a spreadsheet would run is text: %j',
  (cell) => {
    const [row = []] = readCsv(csvOf([['order', cell]]))
    expect(row[1]).toBe(`'${cell}`)
  },
)

test('everything else comes back as it went', () => {
  const rows = [
    ['a', 'b,c', 'say "x"', 'two\nlines', '', '1-2'],
    ['ü', '日本', ' =1', '0', 'x;y', 'z'],
  ]
  expect(readCsv(csvOf(rows))).toEqual(rows)
})
