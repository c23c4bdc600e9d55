import { expect, test } from 'vitest'
import { expiryStepAt, expiryWindowOf, STANDINGS_TOLD_OF_EXPIRY } from '@latchkey/core/expiry'
import { decide } from '@latchkey/core/license'
import { DAY_MS, HOUR_MS, LIMITS } from '@latchkey/core/limits'
import { HERE, inState } from './licenses.ts'

const END = Date.UTC(2027, 0, 1)

test.each([
  ['31 days before', 31 * DAY_MS, null],
  ['30 days before', 30 * DAY_MS, 30],
  ['an hour later', 30 * DAY_MS - HOUR_MS, 30],
  ['a day late', 29 * DAY_MS, null],
  ['20 days before', 20 * DAY_MS, null],
  ['14 days before', 14 * DAY_MS, 14],
  ['3 days before', 3 * DAY_MS, 3],
  ['2 days and an hour before', 2 * DAY_MS + HOUR_MS, 3],
  ['2 days before', 2 * DAY_MS, null],
  ['an hour before', HOUR_MS, null],
  ['at its end', 0, null],
  ['after its end', -DAY_MS, null],
] as const)('%s of its end: step %s', (_, before, step) => {
  expect(expiryStepAt(END, END - before)).toBe(step)
})

test('the windows of the steps never meet: one license is told of one step at a time', () => {
  const windows = LIMITS.expiryToldDays.map((days) => expiryWindowOf(days, END)).toSorted((a, b) => a.from - b.from)
  for (const [index, { from }] of windows.entries()) expect(from).toBeGreaterThanOrEqual(windows[index - 1]?.to ?? 0)
})

test.each(['good', 'suspended', 'revoked'] as const)(
  'a %s license is told of its end exactly if it runs until then',
  (standing) => {
    const license = inState('ME/HERE', { standing, expiresAt: END })
    const runs = decide(license, { type: 'renew', host: HERE }, END - DAY_MS).ok
    expect(STANDINGS_TOLD_OF_EXPIRY.some((told) => told === standing)).toBe(runs)
  },
)
