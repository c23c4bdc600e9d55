import { describe, expect, test } from 'vitest'
import type { AccountId } from '@latchkey/core/ids'
import { apply, decide, type EndedActivation, type License, type LicenseCommand } from '@latchkey/core/license'
import { DAY_MS } from '@latchkey/core/limits'
import { A, AK, ELSE, HERE, inState, K, ME, NOW, OTHER, stateOf, wordsOfEvent } from './licenses.ts'

/** What owners and Support do without the PC, cell by cell: the exact events and the state afterwards; a refusal; or "already so". */
const SOME = { left: 1, nextAt: null }
const NONE = { left: 0, nextAt: NOW + DAY_MS }
const EMERGENCY = { type: 'emergency', host: HERE } as const
const UNTIL = NOW + 14 * DAY_MS

const COMMANDS = {
  'Owner returns': { type: 'owner-return', account: ME, allowance: SOME },
  'Owner returns, none left': { type: 'owner-return', account: ME, allowance: NONE },
  'Transfer ME to OTHER': { type: 'transfer', from: ME, to: OTHER },
  'Emergency, K': { ...EMERGENCY, proof: K },
  'Emergency, A': { ...EMERGENCY, proof: A },
  'Emergency, AK': { ...EMERGENCY, proof: AK },
} as const satisfies Record<string, LicenseCommand>

const ISSUED = `emergency-issued on HERE, at ${NOW}, until ${UNTIL} => `

const TABLE: Readonly<Record<keyof typeof COMMANDS, Readonly<Record<string, string>>>> = {
  'Owner returns': {
    '-/-': 'NOT_YOUR_LICENSE',
    '-/ELSE': 'NOT_YOUR_LICENSE',
    'ME/-': 'NOT_ACTIVATED',
    'ME/ELSE': 'returned from ELSE, by owner => ME/-',
    'OTHER/ELSE': 'NOT_YOUR_LICENSE',
  },
  'Owner returns, none left': { 'ME/-': 'NOT_ACTIVATED', 'ME/ELSE': 'RETURN_LIMIT', 'OTHER/ELSE': 'NOT_YOUR_LICENSE' },
  'Transfer ME to OTHER': {
    '-/-': 'NOT_YOUR_LICENSE',
    'ME/-': 'transferred from ME, to OTHER => OTHER/-',
    'ME/ELSE': 'transferred from ME, to OTHER => OTHER/ELSE',
    'OTHER/-': 'already so',
  },
  'Emergency, K': {
    '-/-': 'NOT_ACTIVATED',
    '-/HERE': 'already so',
    '-/ELSE': `${ISSUED}-/ELSE`,
    'ME/ELSE': 'NOT_YOUR_LICENSE',
    'OTHER/ELSE': 'NOT_YOUR_LICENSE',
  },
  'Emergency, A': {
    '-/ELSE': 'KEY_REQUIRED',
    'ME/-': 'NOT_ACTIVATED',
    'ME/HERE': 'already so',
    'ME/ELSE': `${ISSUED}ME/ELSE`,
    'OTHER/ELSE': 'NOT_YOUR_LICENSE',
  },
  'Emergency, AK': { '-/ELSE': `${ISSUED}-/ELSE`, 'ME/ELSE': `${ISSUED}ME/ELSE`, 'OTHER/ELSE': 'NOT_YOUR_LICENSE' },
}

describe.each(Object.entries(TABLE))('%s', (name, cells) => {
  const command = COMMANDS[name as keyof typeof COMMANDS]
  test.each(Object.entries(cells))('%s', (state, expected) => {
    expect(wordsOfDecision(inState(state), command)).toBe(expected)
  })
})

function wordsOfDecision(license: License, command: LicenseCommand): string {
  const decision = decide(license, command, NOW)
  if (!decision.ok) return decision.error
  if (decision.value.length === 0) return 'already so'
  const after = decision.value.reduce(apply, license)
  return `${decision.value.map(wordsOfEvent).join('; ')} => ${stateOf(after)}`
}

test('a license out of use is returned by its owner, but not transferred', () => {
  const license = inState('ME/ELSE', { standing: 'suspended' })
  expect(decide(license, COMMANDS['Owner returns'], NOW).ok).toBe(true)
  expect(decide(license, COMMANDS['Transfer ME to OTHER'], NOW)).toEqual({ ok: false, error: 'SUSPENDED' })
})

describe('undoing a return', () => {
  const ended: EndedActivation = {
    host: ELSE,
    generation: 7,
    returnedAt: NOW - DAY_MS,
    releasedFrom: null,
    takenOver: false,
  }
  const returned = inState('ME/-', { lastReturn: { host: ELSE, by: 'support' } })
  const undo = (license: typeof returned, changes: Partial<EndedActivation> = {}, now = NOW) =>
    decide(license, { type: 'undo-return', ended: { ...ended, ...changes } }, now)

  test('activates it there again, under a new generation', () => {
    expect(undo(returned)).toEqual({ ok: true, value: [{ type: 'activated', on: ELSE, generation: 8 }] })
    expect(undo({ ...returned, lastReturn: { host: ELSE, by: 'owner' } }).ok).toBe(true)
  })

  test('gives it back to the owner it was released from, unless somebody has taken it over', () => {
    const released = { ...returned, associatedTo: null }
    expect(undo(released, { releasedFrom: ME })).toEqual({
      ok: true,
      value: [
        { type: 'associated', to: ME },
        { type: 'activated', on: ELSE, generation: 8 },
      ],
    })
    const taken = { ...returned, associatedTo: 'SOMEBODY' as AccountId }
    expect(undo(taken, { releasedFrom: ME })).toEqual({ ok: false, error: 'UNDO_TOO_LATE' })
    // Its owner has changed without a release: given away or claimed. It would be in use on a PC that is not the new owner's.
    expect(undo(taken, { takenOver: true })).toEqual({ ok: false, error: 'UNDO_TOO_LATE' })
  })

  test('works for 14 days to the millisecond', () => {
    expect(undo(returned, { returnedAt: NOW - 14 * DAY_MS }).ok).toBe(true)
    expect(undo(returned, { returnedAt: NOW - 14 * DAY_MS - 1 })).toEqual({ ok: false, error: 'UNDO_TOO_LATE' })
  })

  test.each([
    ['is activated again', { ...returned, activatedOn: HERE, generation: 8 }],
    [
      'was activated and returned since',
      { ...returned, generation: 8, lastReturn: { host: HERE, by: 'host' as const } },
    ],
    ['was returned by the PC itself', { ...returned, lastReturn: { host: ELSE, by: 'host' as const } }],
  ])('is refused once it %s', (_, license) => {
    expect(undo(license)).toEqual({ ok: false, error: 'UNDO_TOO_LATE' })
  })
})
