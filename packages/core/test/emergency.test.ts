import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostId } from '@latchkey/core/ids'
import {
  apply,
  applyAll,
  decide,
  emergencyAllowance,
  isEmergencyGranted,
  type License,
  type LicenseCommand,
  runningEmergency,
} from '@latchkey/core/license'
import { type Asking, listLicenses, performHostIntent } from '@latchkey/core/host-operation'
import { DAY_MS, HOUR_MS } from '@latchkey/core/limits'
import { termsOf } from '@latchkey/core/policy'
import type { ActivationKey } from '@latchkey/core/seats'
import { A, AK, ELSE, HERE, inState, K, KEY, licenseOf, ME, NOW, OTHER, stateOf, wordsOfEvent } from './licenses.ts'

const THIRD = 'THIRD' as HostId
const UNTIL = NOW + 14 * DAY_MS
const YEAR = 365 * DAY_MS

const runsOn = (on: HostId, issuedAt = NOW - DAY_MS) => ({
  emergency: { on, issuedAt, until: issuedAt + 14 * DAY_MS },
})
const granted = { emergencyGrantedUntil: NOW + 1 }

function wordsOf(license: License, command: LicenseCommand, now = NOW): string {
  const decision = decide(license, command, now)
  if (!decision.ok) return decision.error
  if (decision.value.length === 0) return 'already so'
  const after = decision.value.reduce(apply, license)
  const running = runningEmergency(after, now)?.on ?? 'none'
  return `${decision.value.map(wordsOfEvent).join('; ')} => ${stateOf(after)}, emergency on ${running}`
}

const ask = { type: 'emergency', host: HERE } as const
const ISSUED = `emergency-issued on HERE, at ${NOW}, until ${UNTIL}`
const ENDED = `emergency-ended on HERE, at ${NOW}`

describe('asking for an emergency license', () => {
  test.each([
    ['its owner', A, 'ME/ELSE', {}, `${ISSUED} => ME/ELSE, emergency on HERE`],
    ['its owner, once more while it runs here', A, 'ME/ELSE', runsOn(HERE), 'already so'],
    ['its owner, while one runs on another PC', A, 'ME/ELSE', runsOn(THIRD), 'EMERGENCY_LIMIT'],
    ['its owner, a year less a moment after the last', A, 'ME/ELSE', runsOn(THIRD, NOW - YEAR + 1), 'EMERGENCY_LIMIT'],
    [
      'its owner, a year after the last',
      A,
      'ME/ELSE',
      runsOn(THIRD, NOW - YEAR),
      `${ISSUED} => ME/ELSE, emergency on HERE`,
    ],
    [
      "its owner, after giving this year's back",
      A,
      'ME/ELSE',
      { emergency: { on: HERE, issuedAt: NOW - 2, until: NOW - 1 } },
      'EMERGENCY_LIMIT',
    ],
    ['the key of a license without an owner', K, '-/ELSE', {}, `${ISSUED} => -/ELSE, emergency on HERE`],
    ["the key of somebody's license", K, 'OTHER/ELSE', {}, 'NOT_YOUR_LICENSE'],
    ['the key, granted by Support', K, 'OTHER/ELSE', granted, `${ISSUED} => OTHER/ELSE, emergency on HERE`],
    ['key and another account, granted', AK, 'OTHER/ELSE', granted, `${ISSUED} => OTHER/ELSE, emergency on HERE`],
    ['another account alone, granted', A, 'OTHER/ELSE', granted, 'NOT_YOUR_LICENSE'],
    ['the key, when the grant is over', K, 'OTHER/ELSE', { emergencyGrantedUntil: NOW }, 'NOT_YOUR_LICENSE'],
    ['the key, granted before one was used', K, 'OTHER/ELSE', { ...granted, ...runsOn(THIRD) }, 'EMERGENCY_LIMIT'],
    ['of one that is active here', A, 'ME/HERE', {}, 'already so'],
    ['of one that is idle: it is simply activated', A, 'ME/-', {}, 'NOT_ACTIVATED'],
    ['of one that is suspended', A, 'ME/ELSE', { standing: 'suspended' }, 'SUSPENDED'],
    ['of one that is revoked', A, 'ME/ELSE', { standing: 'revoked' }, 'REVOKED'],
    ['of one that is over', A, 'ME/ELSE', { expiresAt: NOW }, 'EXPIRED'],
    ['where the policy knows none', A, 'ME/ELSE', { terms: termsOf({ emergencyDays: 0 }) }, 'EMERGENCY_LIMIT'],
    [
      'where the policy knows none, granted',
      K,
      'OTHER/ELSE',
      { ...granted, terms: termsOf({ emergencyDays: 0 }) },
      'EMERGENCY_LIMIT',
    ],
    [
      'of one that ends tomorrow',
      A,
      'ME/ELSE',
      { expiresAt: NOW + DAY_MS },
      `emergency-issued on HERE, at ${NOW}, until ${NOW + DAY_MS} => ME/ELSE, emergency on HERE`,
    ],
  ] as const)('%s', (_, proof, state, changes, expected) => {
    expect(wordsOf(inState(state, changes as Partial<License>), { ...ask, proof })).toBe(expected)
  })
})

describe('a running emergency license', () => {
  const running = inState('ME/ELSE', runsOn(HERE))

  test.each([
    [
      'is given back on its PC, with whatever proof',
      { type: 'return', host: HERE, proof: K },
      `${ENDED} => ME/ELSE, emergency on none`,
    ],
    ['is not given back elsewhere', { type: 'return', host: THIRD, proof: K }, 'NOT_ACTIVATED_HERE'],
    ['is not made longer by a renewal', { type: 'renew', host: HERE }, 'already so'],
    [
      'leaves the PC that has the license as it was',
      { type: 'renew', host: ELSE },
      'renewed on ELSE => ME/ELSE, emergency on HERE',
    ],
    ['does not make the license free', { type: 'activate', host: HERE, proof: A }, 'ACTIVATED_ELSEWHERE'],
    [
      'stays while Support returns the license',
      { type: 'support-return', releaseFromAccount: false },
      'returned from ELSE, by support => ME/-, emergency on HERE',
    ],
    [
      'stays while the PC that has it returns it',
      { type: 'return', host: ELSE, proof: K },
      'returned from ELSE, by host => ME/-, emergency on HERE',
    ],
  ] as const)('%s', (_, command, expected) => {
    expect(wordsOf(running, command)).toBe(expected)
  })

  test('is replaced by the license itself once that is free; on another PC it runs on until its end', () => {
    const free = inState('ME/-', runsOn(HERE))
    const activated = 'generation 8'
    expect(wordsOf(free, { type: 'activate', host: HERE, proof: A })).toBe(
      `activated on HERE, ${activated}; ${ENDED} => ME/HERE, emergency on none`,
    )
    expect(wordsOf(free, { type: 'activate', host: THIRD, proof: A })).toBe(
      `activated on THIRD, ${activated} => ME/THIRD, emergency on HERE`,
    )
  })

  test('ends at its instant: then its PC holds nothing', () => {
    const { until } = running.emergency ?? { until: 0 }
    expect(wordsOf(running, { type: 'renew', host: HERE }, until - 1)).toBe('already so')
    expect(wordsOf(running, { type: 'renew', host: HERE }, until)).toBe('NOT_ACTIVATED_HERE')
    expect(wordsOf(running, { type: 'return', host: HERE, proof: K }, until)).toBe('NOT_ACTIVATED_HERE')
  })

  test.each(['suspended', 'revoked'] as const)('of a license that is %s is told so at its next contact', (standing) => {
    const code = standing.toUpperCase()
    expect(wordsOf({ ...running, standing }, { type: 'renew', host: HERE })).toBe(code)
  })
})

describe("Support's grant", () => {
  test.each([
    ['waits a fortnight', 'OTHER/ELSE', {}, `emergency-granted until ${UNTIL} => OTHER/ELSE, emergency on none`],
    ['once more', 'OTHER/ELSE', granted, 'already so'],
    ['of an idle license', 'OTHER/-', {}, 'NOT_ACTIVATED'],
    ['of one whose limit is used up', 'OTHER/ELSE', runsOn(THIRD), 'EMERGENCY_LIMIT'],
    ['where the policy knows none', 'OTHER/ELSE', { terms: termsOf({ emergencyDays: 0 }) }, 'EMERGENCY_LIMIT'],
    ['of a suspended license', 'OTHER/ELSE', { standing: 'suspended' }, 'SUSPENDED'],
  ] as const)('%s', (_, state, changes, expected) => {
    expect(wordsOf(inState(state, changes as Partial<License>), { type: 'grant-emergency' })).toBe(expected)
  })

  test('lets the key fetch one until a fortnight after it was given', () => {
    const license = inState('OTHER/ELSE')
    const given = decide(license, { type: 'grant-emergency' }, NOW)
    const after = applyAll(license, given.ok ? given.value : [])
    expect(wordsOf(after, { ...ask, proof: K }, UNTIL - 1)).toMatch(/^emergency-issued on HERE/)
    expect(wordsOf(after, { ...ask, proof: K }, UNTIL)).toBe('NOT_YOUR_LICENSE')
  })

  test.each([
    ['a return', { type: 'returned', from: ELSE, by: 'support' }],
    ['a transfer', { type: 'transferred', from: OTHER, to: ME }],
    ['a release', { type: 'released', from: OTHER }],
    ['an owner who is found', { type: 'associated', to: ME }],
  ] as const)('ends with the wait it was for, and with the owner it was for: %s', (_, event) => {
    expect(applyAll(inState('OTHER/ELSE', granted), [event]).emergencyGrantedUntil).toBeNull()
  })

  test('is taken back, and used up by the PC that fetches it', () => {
    const license = inState('OTHER/ELSE', granted)
    const withdrawn = decide(license, { type: 'withdraw-emergency' }, NOW)
    expect(withdrawn).toEqual({ ok: true, value: [{ type: 'emergency-withdrawn' }] })
    const none = applyAll(license, [{ type: 'emergency-withdrawn' }])
    expect(isEmergencyGranted(none, NOW)).toBe(false)
    expect(decide(none, { type: 'withdraw-emergency' }, NOW)).toEqual({ ok: true, value: [] })
    const issued = decide(license, { ...ask, proof: K }, NOW)
    expect(issued.ok && isEmergencyGranted(applyAll(license, issued.value), NOW)).toBe(false)
  })
})

test('what is left is told with the day it comes back', () => {
  expect(emergencyAllowance(licenseOf(), NOW)).toEqual({ left: 1, nextAt: null })
  expect(emergencyAllowance(licenseOf(runsOn(HERE)), NOW)).toEqual({ left: 0, nextAt: NOW - DAY_MS + YEAR })
  expect(emergencyAllowance(licenseOf({ terms: termsOf({ emergencyDays: 0 }) }), NOW)).toEqual({
    left: 0,
    nextAt: null,
  })
})

const SIGNED_IN = { host: HERE, account: ME, provenKey: null }
const NOBODY = { host: HERE, account: null, provenKey: null }
const ROWS = [{ licenseId: licenseOf().id }]

function keyOf(license: License): readonly ActivationKey[] {
  return [{ id: KEY, hostsMax: 1, licenses: [license] }]
}

function actionOf(license: License) {
  return listLicenses(keyOf(license), SIGNED_IN, NOW)[0]?.actions.emergency
}

function fetched(license: License, rows: typeof ROWS, now = NOW) {
  return performHostIntent(keyOf(license), NOBODY, { type: 'fetch', rows }, now).rows
}

function asked(who: Asking) {
  return performHostIntent(keyOf(inState('ME/ELSE')), who, { type: 'emergency', rows: ROWS }, NOW).rows
}

describe('a PC', () => {
  test('sees beforehand whether it may have one', () => {
    expect(actionOf(inState('ME/ELSE'))).toEqual({ state: 'legal' })
    expect(actionOf(inState('ME/ELSE', runsOn(HERE)))).toEqual({ state: 'already' })
    expect(actionOf(inState('ME/ELSE', runsOn(THIRD)))).toEqual({ state: 'refused', code: 'EMERGENCY_LIMIT' })
  })

  test('gets it row by row; of a license it cannot know of it learns nothing', () => {
    expect(asked(SIGNED_IN)).toMatchObject([
      { status: 'succeeded', events: [{ type: 'emergency-issued', on: HERE, until: UNTIL }] },
    ])
    expect(asked(NOBODY)).toEqual([{ status: 'unknown' }])
  })

  test('fetches its file again while it runs, also among all there is', () => {
    const license = inState('OTHER/ELSE', runsOn(HERE))
    for (const rows of [ROWS, []]) {
      expect(fetched(license, rows)).toMatchObject([{ status: 'succeeded', events: [] }])
    }
    expect(fetched(license, [], UNTIL)).toEqual([])
    expect(fetched(license, ROWS, UNTIL)).toMatchObject([{ code: 'NOT_ACTIVATED_HERE' }])
  })
})

/** Anybody, on three PCs, for years: what is asked for at hours and days apart. */
const hosts = fc.constantFrom(HERE, ELSE, THIRD)
const proofs = fc.constantFrom(K, A, AK)
const commands: fc.Arbitrary<LicenseCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('emergency' as const), host: hosts, proof: proofs }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('activate' as const), host: hosts, proof: proofs }) },
  fc.record({ type: fc.constant('return' as const), host: hosts, proof: proofs }),
  fc.record({ type: fc.constant('renew' as const), host: hosts }),
  fc.constantFrom<LicenseCommand>(
    { type: 'grant-emergency' },
    { type: 'withdraw-emergency' },
    { type: 'support-return', releaseFromAccount: true },
    { type: 'set-standing', standing: 'suspended' },
    { type: 'set-standing', standing: 'good' },
  ),
)
const steps = fc.array(fc.record({ command: commands, hours: fc.constantFrom(0, 1, 24, 24 * 13, 24 * 14, 24 * 200) }), {
  maxLength: 60,
})

const LICENSE_ENDS = NOW + 3 * YEAR

/** What a walk must never show: one given too early, too long or beside the license itself. */
function violationsOf(start: License, walk: readonly { readonly command: LicenseCommand; readonly hours: number }[]) {
  let license = start
  let now = NOW
  let last = -Infinity
  return walk.flatMap(({ command, hours }) => {
    now += hours * HOUR_MS
    const decision = decide(license, command, now)
    if (!decision.ok) return []
    const before = license
    license = applyAll(license, decision.value)
    const given = decision.value.flatMap((event) => {
      if (event.type !== 'emergency-issued') return []
      const isEarly = event.at < last + YEAR
      last = event.at
      const isLong = event.until > Math.min(event.at + 14 * DAY_MS, LICENSE_ENDS)
      return isEarly || isLong || before.activatedOn === null || before.activatedOn === event.on ? [event] : []
    })
    // Never made longer, and never beside the license itself on one PC.
    const running = runningEmergency(license, now)
    const isWrong = running !== null && (running.until > last + 14 * DAY_MS || running.on === license.activatedOn)
    return [...given, ...(isWrong ? [{ type: 'running', running }] : [])]
  })
}

test('whatever anybody asks for, one seat runs on a second PC for 14 days in 365 at most, and no file outlives that', () => {
  fc.assert(
    fc.property(fc.boolean(), steps, (isOwned, walk) => {
      expect(violationsOf(inState(isOwned ? 'ME/-' : '-/-', { expiresAt: LICENSE_ENDS }), walk)).toEqual([])
    }),
    { numRuns: 5_000, seed: 1023 },
  )
})
