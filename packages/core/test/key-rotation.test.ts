import { describe, expect, test } from 'vitest'
import { canRotate } from '@latchkey/core/access'
import type { StaffId } from '@latchkey/core/ids'
import { decideRotation, recipientOfRotation, type RotationAsked } from '@latchkey/core/key-rotation'
import { keyOf, ME, NOW, OTHER } from './licenses.ts'

const ONE = 'lic_1'
const TWO = 'lic_2'
const THREE = 'lic_3'
const licenses = keyOf(['ME/HERE', 'OTHER/ELSE', '-/-']).licenses

function decided(asked: { readonly returning?: readonly string[]; readonly releasing?: readonly string[] }) {
  const { returning = [], releasing = [] } = asked
  const decision = decideRotation(licenses, { returning, releasing } as RotationAsked, NOW)
  if (!decision.ok) return decision.error
  return {
    returning: decision.value.returning.map(({ license, releases }) => (releases ? `${license.id}!` : license.id)),
    releasing: decision.value.releasing.map(({ license, events }) => [license.id, events]),
  }
}

describe('replacing a leaked key', () => {
  const released = { type: 'released', from: OTHER }

  test.each([
    ['changes no license by itself', {}, [], []],
    ['returns what somebody else has activated', { returning: [TWO] }, [TWO], []],
    [
      'releases what somebody else has associated, where it stays active',
      { releasing: [TWO] },
      [],
      [[TWO, [released]]],
    ],
    ['returns and releases one in one decision', { returning: [TWO], releasing: [TWO] }, [`${TWO}!`], []],
    ['returns one and releases another', { returning: [ONE], releasing: [TWO] }, [ONE], [[TWO, [released]]]],
    ['takes as done what was returned or released meanwhile', { returning: [THREE], releasing: [THREE] }, [], []],
  ])('%s', (_, asked, returning, releasing) => {
    expect(decided(asked)).toEqual({ returning, releasing })
  })

  test('refuses licenses of other keys, and does nothing', () => {
    expect(decided({ returning: [ONE, 'lic_9'] })).toBe('NOT_FOUND')
    expect(decided({ releasing: ['lic_9'] })).toBe('NOT_FOUND')
  })
})

describe('the new key goes', () => {
  test.each([
    [['ME/HERE', 'ME/-', '-/ELSE'], ME],
    [['ME/HERE', 'OTHER/-'], null],
    [['-/HERE', '-/-'], null],
  ])('of a key in %j to %s', (states, owner) => {
    expect(recipientOfRotation(keyOf(states).licenses)).toBe(owner)
  })
})

function staff(role: 'sales' | 'support' | 'admin' | 'auditor') {
  return { type: 'staff', id: 'stf_1' as StaffId, role } as const
}

describe('who replaces a key', () => {
  test.each([
    ['sales', true, false],
    ['support', false, false],
    ['auditor', false, false],
    ['admin', true, true],
  ] as const)('%s: %s; taking licenses back: %s', (role, alone, takingBack) => {
    expect(canRotate(staff(role), { returning: [], releasing: [] })).toBe(alone)
    expect(canRotate(staff(role), { returning: [ONE], releasing: [] })).toBe(takingBack)
    expect(canRotate(staff(role), { returning: [], releasing: [ONE] })).toBe(takingBack)
  })
})
