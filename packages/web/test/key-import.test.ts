import { describe, expect, test } from 'vitest'
import { readKeyImport } from '../console/parts/key-import.ts'

const read = async (text: string, products: readonly string[] | null = null) =>
  readKeyImport(text, products === null ? null : new Set(products))

async function lines(text: string, products: readonly string[] | null = null) {
  const found = await read(text, products)
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe('the console reads a file of orders', () => {
  test('lines of an order become one key; another policy, end, number of PCs or key of another system is another key', async () => {
    const found = await lines(
      [
        'order,product,seats,policy,hosts_max,expires,key',
        'SO-1,ct,2,,,,',
        'SO-1,izot-net-server,1,,,,',
        'SO-1,ct,1,trial,,,',
        'SO-2,ct,1,,,,OLD-KEY-1',
        'SO-2,ct,1,,,,OLD-KEY-2',
        'SO-3,ct,1,,3,2027-12-31,',
        'SO-3,ct,1,,,2027-12-31,',
      ].join('\n'),
    )
    expect(found.map(({ line, order, body }) => [line, order, body?.products.length, body?.legacyKey])).toEqual([
      [2, 'SO-1', 2, undefined],
      [4, 'SO-1', 1, undefined],
      [5, 'SO-2', 1, 'OLD-KEY-1'],
      [6, 'SO-2', 1, 'OLD-KEY-2'],
      [7, 'SO-3', 1, undefined],
      [8, 'SO-3', 1, undefined],
    ])
    expect(found[4]?.body).toMatchObject({ hostsMax: 3, expiresAt: '2027-12-31T23:59:59.999Z' })
  })

  test('lines are numbered as an editor does, whatever is empty or in quotes before them', async () => {
    const found = await lines('\uFEFForder;product\r\n\r\n"SO\n1";ct\r\n\r\nSO-2;ct\r\nSO-3;nothing', ['ct'])
    expect(found.map(({ line, faults }) => [line, faults.length])).toEqual([
      [3, 0],
      [6, 0],
      [7, 1],
    ])
    expect(found[2]?.faults).toEqual(['There is no product “nothing”.'])
  })

  test.each([
    ['no heading', 'SO-1,ct', 'must name the columns'],
    ['a column twice', 'order,product,Order\nSO-1,ct,SO-2', 'The column order stands there twice.'],
    ['a column nobody knows', 'order,product,price\nSO-1,ct,1', 'Unknown column: price.'],
    [
      'a quote that is never closed',
      'order,product\nSO-1,ct\nSO-2,"ct\nSO-3,ct\n',
      'The quote in line 3 is never closed.',
    ],
    ['nothing', '', 'must name the columns'],
    ['a heading only', 'order,product\n\n', 'no line below the heading'],
    [
      'more lines than a page shows',
      `order,product\n${'SO-1,ct\n'.repeat(5_001)}`,
      'Split it, or run “latchkey keys import”.',
    ],
  ])('a file with %s is refused as a whole, and says why', async (_, text, words) => {
    expect(await read(text)).toContain(words)
  })

  test('a line that is wrong costs no other one', async () => {
    const wrong = [
      ',ct,1,,,,',
      'SO-2,ct,many,,,,',
      'SO-3,ct,0,,,,',
      'SO-4,ct,1001,,,,',
      'SO-5,ct,1,,,31.12.2027,',
      'SO-6,ct,1,,0,,',
      'SO-7,ct,1,,,,,too,many',
      'SO-8,ct',
      'SO-9,ct,1,Gold Plan,,,',
    ]
    const text = [
      'order,product,seats,policy,hosts_max,expires,key',
      ...wrong.flatMap((line) => [line, 'SO-0,ct,1,,,,']),
    ]
    const found = await lines(text.join('\n'))
    const bad = found.filter(({ body }) => body === null)
    expect(bad).toHaveLength(wrong.length)
    expect(bad.every(({ faults }) => faults.every((words) => words.length > 10))).toBe(true)
    expect(found.filter(({ body }) => body !== null).map(({ order }) => order)).toEqual(['SO-0'])
  })

  test('5,000 lines with 150 products are read', async () => {
    const products = Array.from({ length: 150 }, (_, index) => `product-${index}`)
    const rows = Array.from({ length: 5_000 }, (_, index) => `SO-${index},${products[index % 150]},1`)
    const found = await lines(`order,product,seats\n${rows.join('\n')}`, products)
    expect([found.length, found.every(({ body }) => body !== null)]).toEqual([5_000, true])
  })
})
