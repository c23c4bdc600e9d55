import type { LicenseState } from '@latchkey/license-file/check-license'
import { DAY, makeClaims, SIGNED_AT } from './claims.ts'
import type { VectorKeys } from './keys.ts'

/** What a license is worth in one situation: claims and context as JSON, instants of the context in milliseconds. */
export interface CheckCase {
  readonly name: string
  readonly claims: object
  readonly context: object
  readonly expected: {
    readonly state: LicenseState
    readonly runs: boolean
    readonly until: number | null
    readonly daysLeft: number | null
    readonly renewalDue: boolean
    readonly isClockBehind: boolean
  }
}

type Outcome = readonly [
  state: LicenseState,
  untilDay: number | null,
  daysLeft: number | null,
  flags?: readonly ('renewal-due' | 'clock-behind')[],
]
type CheckRow = readonly [name: string, claims: object, context: object, outcome: Outcome]

const HOUR_MS = 3_600_000

/** The instant so many days after signing, in milliseconds. */
function at(days: number): number {
  return (SIGNED_AT + days * DAY) * 1000
}

/** Lease 30 days, grace 14, the license's own end after 365: the table that every implementation must reproduce. */
export function checkCases(keys: VectorKeys): readonly CheckCase[] {
  const license = makeClaims(keys).license
  const host = license.host as { readonly fingerprint: Readonly<Record<string, string>> }
  const context = { hostId: keys.device.jwk.kid, fingerprint: host.fingerprint, returnedGeneration: null, mark: null }
  return [...timeRows(), ...clockRows(), ...hostRows(host.fingerprint, keys)].map(
    ([name, changes, situation, outcome]) => {
      const [state, untilDay, daysLeft, flags = []] = outcome
      return {
        name,
        claims: { ...license, ...changes },
        context: { ...context, clock: at(1), ...situation },
        expected: {
          state,
          runs: state === 'valid' || state === 'grace' || state === 'emergency',
          until: untilDay === null ? null : at(untilDay),
          daysLeft,
          renewalDue: flags.includes('renewal-due'),
          isClockBehind: flags.includes('clock-behind'),
        },
      }
    },
  )
}

const NO_LEASE = { exp: undefined, renewFrom: undefined, graceUntil: undefined }
const NO_END = { expiresAt: undefined }

function timeRows(): readonly CheckRow[] {
  const due = ['renewal-due'] as const
  const lateEnd = { expiresAt: SIGNED_AT + 40 * DAY, graceUntil: SIGNED_AT + 40 * DAY }
  const earlyEnd = { expiresAt: SIGNED_AT + 10 * DAY, exp: SIGNED_AT + 10 * DAY, graceUntil: SIGNED_AT + 10 * DAY }
  const emergency = { kind: 'emergency', exp: SIGNED_AT + 14 * DAY, renewFrom: undefined, graceUntil: undefined }
  return [
    ['at the instant of signing', {}, { clock: at(0) }, ['valid', 30, 30]],
    ['a begun day counts whole', {}, { clock: at(0) + 1 }, ['valid', 30, 30]],
    ['just before renewal', {}, { clock: at(15) - 1 }, ['valid', 30, 16]],
    ['renewal is due from its instant on', {}, { clock: at(15) }, ['valid', 30, 15, due]],
    ['the last millisecond of the lease', {}, { clock: at(30) - 1 }, ['valid', 30, 1, due]],
    ['the lease ends at its instant', {}, { clock: at(30) }, ['grace', 44, 14, due]],
    ['the last millisecond of grace', {}, { clock: at(44) - 1 }, ['grace', 44, 1, due]],
    ['grace ends at its instant', {}, { clock: at(44) }, ['lease-ended', null, 0, due]],
    ['after the license itself has ended', {}, { clock: at(365) }, ['expired', null, 0]],
    ['the own end cuts grace', lateEnd, { clock: at(35) }, ['grace', 40, 5, due]],
    ['the own end after cut grace', lateEnd, { clock: at(40) }, ['expired', null, 0]],
    ['the own end cuts the lease and has no grace', earlyEnd, { clock: at(10) }, ['expired', null, 0]],
    ['until the own end', earlyEnd, { clock: at(10) - 1 }, ['valid', 10, 1]],
    ['no grace', { graceUntil: undefined }, { clock: at(30) }, ['lease-ended', null, 0, due]],
    ['perpetual offline', { ...NO_LEASE, ...NO_END }, { clock: at(9000) }, ['valid', null, null]],
    ['no lease, but an end', NO_LEASE, { clock: at(364) }, ['valid', 365, 1]],
    ['no lease, and past the end', NO_LEASE, { clock: at(365) }, ['expired', null, 0]],
    ['emergency', emergency, { clock: at(13) }, ['emergency', 14, 1]],
    ['emergency over', emergency, { clock: at(14) }, ['lease-ended', null, 0]],
    ['trial', { kind: 'trial' }, { clock: at(1) }, ['valid', 30, 29]],
    ['year 2099', {}, { clock: Date.UTC(2099, 0, 1) }, ['expired', null, 0]],
  ]
}

function clockRows(): readonly CheckRow[] {
  const behind = ['clock-behind'] as const
  const both = ['renewal-due', 'clock-behind'] as const
  return [
    [
      'a clock behind the license by 26 hours is a wrong time zone',
      {},
      { clock: at(0) - 26 * HOUR_MS },
      ['valid', 30, 30],
    ],
    ['a clock behind by more was set back', {}, { clock: at(0) - 26 * HOUR_MS - 1 }, ['valid', 30, 30, behind]],
    ['a clock 30 days behind gains nothing', {}, { clock: at(-30) }, ['valid', 30, 30, behind]],
    ['a clock of 1970', {}, { clock: 0 }, ['valid', 30, 30, behind]],
    ['a mark in the lease', {}, { clock: at(1), mark: at(20) }, ['valid', 30, 10, both]],
    [
      'a mark after the lease: setting the clock back does not bring it back',
      {},
      { clock: at(1), mark: at(31) },
      ['grace', 44, 13, both],
    ],
    ['a mark after grace', {}, { clock: at(1), mark: at(50) }, ['lease-ended', null, 0, both]],
    ['a mark after the own end', {}, { clock: at(1), mark: at(366) }, ['expired', null, 0, behind]],
    ['a mark older than the license counts for nothing', {}, { clock: at(1), mark: at(-90) }, ['valid', 30, 29]],
    ['a clock ahead of the mark is believed', {}, { clock: at(31), mark: at(20) }, ['grace', 44, 13, ['renewal-due']]],
    ['a clock that was ahead and was put right again', {}, { clock: at(2), mark: at(1) }, ['valid', 30, 28]],
  ]
}

function hostRows(fingerprint: Readonly<Record<string, string>>, keys: VectorKeys): readonly CheckRow[] {
  const changed = (...parts: readonly string[]) => ({
    fingerprint: { ...fingerprint, ...Object.fromEntries(parts.map((part) => [part, 'changed'])) },
  })
  const { machine = '' } = fingerprint
  return [
    ['one part of the PC changed', {}, changed('disk'), ['valid', 30, 29]],
    ['two parts changed', {}, changed('disk', 'network'), ['valid', 30, 29]],
    ['three parts changed', {}, changed('disk', 'network', 'board'), ['wrong-host', null, 0]],
    ['parts that cannot be measured do not count', {}, { fingerprint: { machine } }, ['valid', 30, 29]],
    ['nothing can be measured', {}, { fingerprint: {} }, ['valid', 30, 29]],
    ['the only part known to both changed', {}, { fingerprint: { machine: 'changed' } }, ['wrong-host', null, 0]],
    ['another device key', {}, { hostId: keys['device-2'].jwk.kid }, ['wrong-host', null, 0]],
    ['returned', {}, { returnedGeneration: 3 }, ['returned', null, 0]],
    ['a file older than the return', {}, { returnedGeneration: 4 }, ['returned', null, 0]],
    ['activated again since the return', {}, { returnedGeneration: 2 }, ['valid', 30, 29]],
    ['returned, and expired', {}, { returnedGeneration: 3, clock: at(400) }, ['returned', null, 0]],
    [
      "another PC's, whatever was returned",
      {},
      { hostId: keys['device-2'].jwk.kid, returnedGeneration: 3 },
      ['wrong-host', null, 0],
    ],
  ]
}
