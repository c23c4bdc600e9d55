import { describe, expect, test } from 'vitest'
import type { Actor, StaffRole } from '@latchkey/core/access'
import { formatActivationKey } from '@latchkey/core/activation-key'
import type { ApiTokenId, StaffId } from '@latchkey/core/ids'
import { kindsFoundBy, readSearch, SEARCH_KINDS } from '@latchkey/core/search'

const KEY = formatActivationKey(Uint8Array.from({ length: 17 }, (_, i) => i * 37))
const ID = 'lic_0123456789abcdefghjk'

describe('a whole key', () => {
  test.each([
    ['as printed', KEY],
    ['in lower case', KEY.toLowerCase()],
    ['with spaces', KEY.replaceAll('-', ' ')],
    ['without anything between', KEY.replaceAll('-', '')],
    ['over two lines', `  ${KEY.slice(0, 18)}\r\n${KEY.slice(18)}\n`],
    ['within the mail of an order', `Your key is ${KEY}, keep it.`],
  ])('is found %s, and is nothing else', (_, text) => {
    expect(readSearch(text)).toEqual({ id: null, hostId: null, key: KEY, last5: [], name: null, slip: null })
  })

  test('with one wrong symbol is told where, and never searched for', () => {
    const wrong = `${KEY.slice(0, -1)}${KEY.endsWith('7') ? '8' : '7'}`
    const terms = readSearch(wrong)
    expect(terms.key).toBeNull()
    expect(terms.slip).toMatchObject({ code: 'KEY_MALFORMED', facts: { group: 6 } })
  })

  test('of another system may be a name as well', () => {
    expect(readSearch('OLD-1234-abcd')).toMatchObject({ key: 'OLD-1234-ABCD', name: 'OLD-1234-abcd' })
  })
})

describe('the end of a key', () => {
  test.each(['7ab9c', '…7AB9C', '...7ab9c', '*****-7AB9C', 'XXXXX-XXXXX-7AB9C', ' 7AB9C\n'])(
    'is read from %j',
    (text) => {
      expect(readSearch(text).last5).toEqual(['7AB9C'])
    },
  )

  test('is read with the letters that look like digits, both ways', () => {
    expect(readSearch('oil7a').last5).toEqual(['OIL7A', '0117A'])
  })

  test.each(['', '…', 'A', '7AB9CD', 'PC-1', 'a b'])('is not read from %j', (text) => {
    expect(readSearch(text).last5).toEqual([])
  })
})

describe('an id', () => {
  test.each([
    [ID, 'license'],
    [` ${ID.toUpperCase()} `, 'license'],
    ['key_01', 'key'],
    ['acc_', 'account'],
    ['rr_0123', 'return-request'],
    ['trf_0', 'transfer'],
    ['ord_0', 'order'],
  ])('%j is one of a %s', (text, kind) => {
    expect(readSearch(text).id).toEqual({ kind, text: text.trim().toLowerCase() })
  })

  test.each(['lic', 'lic_!', `${ID}0`, 'tok_0123', 'stf_01'])('%j is none', (text) => {
    expect(readSearch(text).id).toBeNull()
  })

  test('of a PC keeps its case', () => {
    const id = 'aB3'.padEnd(43, 'x-_9')
    expect(readSearch(id).hostId).toBe(id)
    expect(readSearch(`${id}x`).hostId).toBeNull()
  })
})

describe('a name', () => {
  test('is read without what crept in', () => {
    expect(readSearch('  Line\u200b 4 \n Workshop ').name).toBe('Line 4 Workshop')
  })

  test.each(['', ' \n', 'x'.repeat(255)])('is none: %j', (text) => {
    expect(readSearch(text).name).toBeNull()
  })
})

const STAFF = (role: StaffRole): Actor => ({ type: 'staff', id: 'stf_x' as StaffId, role })

describe('who finds what', () => {
  test.each([
    ['support', SEARCH_KINDS],
    ['admin', SEARCH_KINDS],
    ['auditor', SEARCH_KINDS],
    ['sales', ['license', 'key', 'order', 'account']],
  ] as const)('%s: %j', (role, kinds) => {
    expect(kindsFoundBy(STAFF(role))).toEqual(kinds)
  })

  test('a token finds what its scopes name, an account nothing', () => {
    const token: Actor = { type: 'token', id: 'tok_x' as ApiTokenId, scopes: ['licenses:read'] }
    expect(kindsFoundBy(token)).toEqual(['license'])
    expect(kindsFoundBy({ type: 'account', id: 'acc_x' as never })).toEqual([])
    expect(kindsFoundBy({ type: 'anonymous' })).toEqual([])
  })
})
