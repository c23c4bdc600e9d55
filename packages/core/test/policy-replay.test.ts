import { describe, expect, test } from 'vitest'
import { DAY_MS } from '@latchkey/core/limits'
import { termsOf, type PolicyTerms } from '@latchkey/core/policy'
import { type ReplayedKind, wouldRefuse } from '@latchkey/core/policy-replay'

const AT = Date.UTC(2026, 5, 1)
const daysBefore = (...days: readonly number[]) => days.map((count) => AT - count * DAY_MS)

describe('terms would have refused', () => {
  test.each<[string, ReplayedKind, readonly number[], Partial<PolicyTerms>, boolean]>([
    ['no first return', 'lost-pc-return', [], { lostPcReturnsMax: 1 }, false],
    ['the second return where one is allowed', 'lost-pc-return', [10], { lostPcReturnsMax: 1 }, true],
    [
      'no second return once the window has moved on',
      'lost-pc-return',
      [90],
      { lostPcReturnsMax: 1, lostPcReturnsWindowDays: 90 },
      false,
    ],
    [
      'the return on the last day of the window',
      'lost-pc-return',
      [89],
      { lostPcReturnsMax: 1, lostPcReturnsWindowDays: 90 },
      true,
    ],
    ['every return where none is allowed', 'lost-pc-return', [], { lostPcReturnsMax: 0 }, true],
    ['no first emergency', 'emergency', [], {}, false],
    ['the second emergency of a year', 'emergency', [200], {}, true],
    ['no second emergency where one a month is allowed', 'emergency', [200], { emergencyEveryDays: 30 }, false],
    ['every emergency where there is none', 'emergency', [], { emergencyDays: 0 }, true],
    ['no activation by key alone where any may be', 'key-only-activation', [], { keyOnlyActivation: 'any' }, false],
    [
      'an activation by key alone of an owned license',
      'key-only-activation',
      [],
      { keyOnlyActivation: 'unowned' },
      true,
    ],
  ])('%s', (_, kind, days, terms, refused) => {
    expect(wouldRefuse({ kind, at: AT, before: daysBefore(...days) }, termsOf(terms))).toBe(refused)
  })
})
