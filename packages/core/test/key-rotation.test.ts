import { describe, expect, test } from 'vitest'
import { canRotate } from '@latchkey/core/access'
import type { LicenseId, StaffId } from '@latchkey/core/ids'
import { decideRotation, recipientOfRotation } from '@latchkey/core/key-rotation'
import { LIMITS } from '@latchkey/core/limits'
import { ELSE, HERE, keyOf, ME, NOW, OTHER } from './licenses.ts'

const [ONE, TWO, THREE] = ['lic_1', 'lic_2', 'lic_3'] as LicenseId[]
const licenses = keyOf(['ME/HERE', 'OTHER/ELSE', '-/-']).licenses

function eventsOf(asked: { returning?: (LicenseId | undefined)[]; releasing?: (LicenseId | undefined)[] }) {
  const ids = (of: (LicenseId | undefined)[] = []) => of.flatMap((id) => id ?? [])
  const decided = decideRotation(licenses, { returning: ids(asked.returning), releasing: ids(asked.releasing) }, NOW)
  return decided.ok ? decided.value.map(({ license, events }) => [license.id, ...events]) : decided.error
}

describe('replacing a leaked key', () => {
  const returned = (from: unknown) => ({ type: 'returned', from, by: 'support' })
  const released = (from: unknown) => ({ type: 'released', from })

  test.each([
    ['changes no license by itself', {}, []],
    ['returns what somebody else has activated', { returning: [TWO] }, [[TWO, returned(ELSE)]]],
    [
      'releases what somebody else has associated, where it stays active',
      { releasing: [TWO] },
      [[TWO, released(OTHER)]],
    ],
    ['does both', { returning: [TWO], releasing: [TWO] }, [[TWO, returned(ELSE), released(OTHER)]]],
    [
      'returns one and releases another',
      { returning: [ONE], releasing: [TWO] },
      [
        [ONE, returned(HERE)],
        [TWO, released(OTHER)],
      ],
    ],
    ['takes as done what was returned or released meanwhile', { returning: [THREE], releasing: [THREE] }, []],
    ['refuses licenses of other keys, and does nothing', { returning: [ONE, 'lic_9' as LicenseId] }, 'NOT_FOUND'],
  ] as const)('%s', (_, asked, events) => {
    expect(eventsOf({ returning: [], releasing: [], ...asked } as Parameters<typeof eventsOf>[0])).toEqual(events)
  })

  test('takes back what one agent alone may, and no more', () => {
    const many = keyOf(Array.from({ length: LIMITS.supportReturnAloneMax + 1 }, () => 'ME/HERE')).licenses
    const ids = many.map(({ id }) => id)
    expect(decideRotation(many, { returning: ids, releasing: [] }, NOW)).toEqual({ ok: false, error: 'NEEDS_APPROVAL' })
    expect(decideRotation(many, { returning: ids.slice(1), releasing: ids.slice(1) }, NOW).ok).toBe(true)
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

describe('who replaces a key', () => {
  const staff = (role: 'sales' | 'support' | 'admin' | 'auditor') =>
    ({ type: 'staff', id: 'stf_1' as StaffId, role }) as const
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
