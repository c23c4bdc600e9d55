import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ID_RANDOM_BYTES,
  type IdPrefix,
  makeId,
  parseHostId,
  parseId,
  parsePolicyId,
  parseProductId,
} from '@latchkey/core/ids'

const PREFIXES: readonly IdPrefix[] = ['lic', 'key', 'acc', 'ord', 'op', 'evt', 'rr', 'stf', 'tok']
const MALFORMED = { ok: false, error: 'ID_MALFORMED' }

describe('an id', () => {
  test('is made from random bytes, five bits a symbol', () => {
    expect(makeId('lic', new Uint8Array(ID_RANDOM_BYTES))).toBe('lic_00000000000000000000')
    expect(makeId('key', new Uint8Array(ID_RANDOM_BYTES).fill(255))).toBe('key_zzzzzzzzzzzzzzzzzzzz')
    const bytes = Uint8Array.from({ length: ID_RANDOM_BYTES }, (_, i) => i)
    expect(makeId('op', bytes)).toBe('op_000g40r40m30e209185g')
  })

  test('differs when one of its 100 bits does', () => {
    const ids = Array.from({ length: 100 }, (_, bit) => {
      const bytes = new Uint8Array(ID_RANDOM_BYTES)
      bytes[bit >> 3] = 128 >> (bit & 7)
      return makeId('lic', bytes)
    })
    expect(new Set([...ids, makeId('lic', new Uint8Array(ID_RANDOM_BYTES))]).size).toBe(101)
  })

  test('needs enough random bytes', () => {
    expect(() => makeId('lic', new Uint8Array(ID_RANDOM_BYTES - 1))).toThrow('13 random bytes')
  })

  test('is read as what it was made, and as nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PREFIXES), fc.uint8Array({ minLength: 13, maxLength: 20 }), (prefix, bytes) => {
        const id = makeId(prefix, bytes)
        for (const other of PREFIXES) {
          expect(parseId(other, id)).toEqual(other === prefix ? { ok: true, value: id } : MALFORMED)
        }
      }),
    )
  })

  test.each([
    '',
    'lic_',
    'lic_0000000000000000000',
    'lic_000000000000000000000',
    'lic_0000000000000000000i',
    'LIC_00000000000000000000',
    'lic_00000000000000000000\n',
  ])('is not %j', (text) => {
    expect(parseId('lic', text)).toEqual(MALFORMED)
  })
})

test('a host id is a SHA-256 thumbprint in base64url', () => {
  const text = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
  expect(parseHostId(text)).toEqual({ ok: true, value: text })
  expect(parseHostId(text.slice(1))).toEqual(MALFORMED)
  expect(parseHostId(`${text}A`)).toEqual(MALFORMED)
  expect(parseHostId(text.replace('-', '+'))).toEqual(MALFORMED)
})

describe('the code of a product or policy', () => {
  test.each(['ct', 'izot-net-server', 'a', '7', 'a'.repeat(63)])('may be %s', (text) => {
    expect(parseProductId(text)).toEqual({ ok: true, value: text })
    expect(parsePolicyId(text)).toEqual({ ok: true, value: text })
  })

  test.each(['', '-', 'ct-', '-ct', 'CT', 'c t', 'a'.repeat(64), 'ct\n'])('may not be %j', (text) => {
    expect(parseProductId(text)).toEqual(MALFORMED)
    expect(parsePolicyId(text)).toEqual(MALFORMED)
  })
})
