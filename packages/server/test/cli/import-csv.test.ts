import { assert, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ImportLine, readImport } from '../../src/cli/import-csv.ts'

const HEAD = 'order,products,policy,hosts_max,expires,key'

function read(text: string | Uint8Array): readonly ImportLine[] {
  const lines = readImport(typeof text === 'string' ? Buffer.from(text) : text)
  if (!lines.ok) throw new Error(lines.error)
  return lines.value
}

function reasonsOf(text: string | Uint8Array): readonly (readonly [number, string, string] | 'good')[] {
  return read(text).map((line) => (line.kind === 'good' ? 'good' : [line.line, line.column, line.reason]))
}

function errorOf(text: string | Uint8Array): string | null {
  const lines = readImport(typeof text === 'string' ? Buffer.from(text) : text)
  return lines.ok ? null : lines.error
}

describe('an import file', () => {
  it('gives what each line asks for', () => {
    expect(read(`${HEAD}\nSO-1,ct izot-net-server,,,,\nSO-2,ct:10,standard,3,2027-12-31,OLD-KEY-77\n`)).toMatchObject([
      {
        kind: 'good',
        line: 2,
        body: {
          order: 'SO-1',
          products: [
            { product: 'ct', seats: 1 },
            { product: 'izot-net-server', seats: 1 },
          ],
          policy: 'standard',
          expiresAt: null,
        },
      },
      {
        kind: 'good',
        line: 3,
        body: {
          order: 'SO-2',
          products: [{ product: 'ct', seats: 10 }],
          hostsMax: 3,
          expiresAt: '2027-12-31T23:59:59.000Z',
          legacyKey: 'OLD-KEY-77',
        },
      },
    ])
  })

  it('may name its columns in any order and case, and leave out those that need not be there', () => {
    expect(read('Products,ORDER\nct,SO-1')).toMatchObject([{ body: { order: 'SO-1' } }])
  })

  it.each([
    ['semicolons, as spreadsheets of many countries write them', 'order;products;key\nSO-1;ct;OLD-1234'],
    ['tabs', 'order\tproducts\tkey\nSO-1\tct\tOLD-1234'],
    ['line ends of Windows', 'order,products,key\r\nSO-1,ct,OLD-1234\r\n'],
    ['line ends of the old Macintosh', 'order,products,key\rSO-1,ct,OLD-1234\r'],
    ['a byte order mark', '\uFEFForder,products,key\nSO-1,ct,OLD-1234'],
    ['quotes', '"order","products","key"\n"SO-1","ct","OLD-1234"'],
    ['empty lines', '\n\norder,products,key\n\n  \nSO-1,ct,OLD-1234\n\n'],
    [
      'UTF-16, as "Unicode text" of a spreadsheet',
      Buffer.from('\uFEFForder\tproducts\tkey\nSO-1\tct\tOLD-1234', 'utf16le'),
    ],
  ])('may be written with %s', (_, text) => {
    expect(read(text)).toMatchObject([{ kind: 'good', body: { order: 'SO-1', legacyKey: 'OLD-1234' } }])
  })

  it('gives two equal lines two names, and the same names every time it is read', () => {
    const text = 'order,products\nSO-1,ct\nSO-1,ct\nSO-2,ct'
    const names = read(text).map((line) => line.kind === 'good' && line.operation)
    expect(new Set(names).size).toBe(3)
    expect(read(text).map((line) => line.kind === 'good' && line.operation)).toEqual(names)
  })

  it.each([
    ['nothing', ''],
    ['blank lines only', '\n \n'],
    ['no line of column names', 'SO-1,ct'],
    ['a column that does not exist', 'order,products,price\nSO-1,ct,9'],
    ['a column twice', 'order,products,order\nSO-1,ct,SO-1'],
    ['no column of orders', 'products\nct'],
    ['an unclosed quote in its first line', '"order,products\nSO-1,ct'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
  ])('is refused as a whole when it holds %s', (_, text) => {
    expect(errorOf(text)).toEqual(expect.any(String))
  })

  it('is refused as a whole when it is too large to be a list of keys', () => {
    expect(errorOf(Buffer.alloc(64 * 1024 * 1024 + 1, 'x'))).toBe('it is larger than 64 MiB')
  })
})

describe('a bad line', () => {
  it.each([
    ['order', ',ct,,,,'],
    ['order', `${'x'.repeat(201)},ct,,,,`],
    ['products', 'SO-1,,,,,'],
    ['products', 'SO-1,CT,,,,'],
    ['products', 'SO-1,ct:0,,,,'],
    ['products', 'SO-1,ct:1001,,,,'],
    ['products', 'SO-1,ct ct,,,,'],
    ['policy', 'SO-1,ct,Gold Plan,,,'],
    ['hosts_max', 'SO-1,ct,,0,,'],
    ['hosts_max', 'SO-1,ct,,1.5,,'],
    ['expires', 'SO-1,ct,,,31.12.2027,'],
    ['expires', 'SO-1,ct,,,2027-02-30,'],
    ['expires', 'SO-1,ct,,,2027-13-01,'],
    ['expires', 'SO-1,ct,,,2027-12-31T12:00:00+02:00,'],
    ['key', 'SO-1,ct,,,,abc'],
    ['key', `SO-1,ct,,,,${'x'.repeat(101)}`],
  ])('is refused with its line and column: %s of %j', (column, line) => {
    expect(reasonsOf(`${HEAD}\nSO-0,ct,,,,\n${line}`)).toEqual([
      'good',
      [3, column, expect.stringContaining('must be')],
    ])
  })

  it.each(['=cmd|calc', '+1', '-1', '@SUM(A1)', ' =1+1', '"=HYPERLINK(""http://x"")"'])(
    'is refused when a cell is a formula: %s',
    (cell) => {
      expect(reasonsOf(`${HEAD}\n${cell},ct,,,,`)).toEqual([
        [2, 'order', expect.stringContaining('which a spreadsheet would run as a formula')],
      ])
      expect(reasonsOf(`${HEAD}\nSO-1,ct,,,,${cell}`)).toMatchObject([[2, 'key', expect.anything()]])
    },
  )

  it('costs no other line, whatever is wrong with it', () => {
    const nonsense = [
      '"an open quote,ct,,,,',
      'SO-1,ct,,,,,,,too,many,cells',
      'SO\0-1,ct,,,,',
      `SO-1,ct,,,,${'A'.repeat(10 * 1024 * 1024)}`,
      'a "quote" within,ct,,,,',
    ]
    const text = [HEAD, ...nonsense.flatMap((line, index) => [line, `SO-${index},ct,,,,`])].join('\n')
    expect(reasonsOf(text)).toEqual([
      [2, '-', 'a quote is opened and not closed, or stands within a cell'],
      'good',
      [4, '-', 'there are 11 cells for 6 columns'],
      'good',
      [6, 'order', 'holds a control character'],
      'good',
      [8, '-', 'the line is longer than 10000 characters'],
      'good',
      [10, '-', 'a quote is opened and not closed, or stands within a cell'],
      'good',
    ])
  })

  it('is refused when it is in another encoding than UTF-8', () => {
    const latin1 = Buffer.concat([Buffer.from(`${HEAD}\n`), Buffer.from('M\xfcller,ct,,,,\nSO-2,ct,,,,', 'latin1')])
    expect(reasonsOf(latin1)).toEqual([[2, 'order', expect.stringContaining('not UTF-8')], 'good'])
  })

  it('is refused when its key stands in an earlier line, however it is spelled', () => {
    expect(reasonsOf(`${HEAD}\nSO-1,ct,,,,OLD-KEY-77\nSO-2,ct,,,,  old-key-77`)).toEqual([
      'good',
      [3, 'key', 'is the same key as in line 2'],
    ])
  })
})

it('reads any bytes at all without failing', () => {
  assert(
    property(uint8Array({ maxLength: 400 }), (bytes) => {
      readImport(bytes)
      const lines = readImport(Buffer.concat([Buffer.from(`${HEAD}\n`), bytes, Buffer.from('\nSO-9,ct,,,,')]))
      expect(lines.ok && lines.value.at(-1)?.kind).toBe('good')
    }),
    { numRuns: 2_000 },
  )
})
