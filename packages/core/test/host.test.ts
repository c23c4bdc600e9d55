import { describe, expect, test } from 'vitest'
import { isSameHost } from '@latchkey/core/host'

const RECORDED = { board: 'b', disk: 'd', network: 'n', cpu: 'c', os: 'o' }

describe('two measurements are of the same PC', () => {
  test.each([
    ['nothing changed', RECORDED, true],
    ['one part changed', { ...RECORDED, disk: 'x' }, true],
    ['two of five parts changed', { ...RECORDED, disk: 'x', network: 'x' }, true],
    ['three of five parts changed', { ...RECORDED, disk: 'x', network: 'x', cpu: 'x' }, false],
    ['parts that cannot be measured any more do not count', { board: 'b', disk: 'd' }, true],
    ['half of what is known matches', { board: 'b', disk: 'x' }, true],
    ['less than half of what is known matches', { board: 'b', disk: 'x', network: 'x' }, false],
    ['the only known part changed', { board: 'x' }, false],
    ['parts that were not recorded do not count', { ...RECORDED, tpm: 't' }, true],
    ['nothing is known to both: the device key alone proves', { tpm: 't' }, true],
  ])('%s: %j %s', (_, measured, expected) => {
    expect(isSameHost(RECORDED, measured)).toBe(expected)
  })

  test('three of seven parts changed is too much, although most match', () => {
    const recorded = { ...RECORDED, tpm: 't', name: 'n' }
    expect(isSameHost(recorded, { ...recorded, disk: 'x', network: 'x', cpu: 'x' })).toBe(false)
  })

  test('parts named like members of objects are parts', () => {
    expect(isSameHost({ constructor: 'a' }, {})).toBe(true)
    expect(isSameHost({ constructor: 'a' }, { constructor: 'b' })).toBe(false)
  })
})
