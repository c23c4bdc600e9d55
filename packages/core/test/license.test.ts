import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountId, HostId } from '@latchkey/core/ids'
import { applyAll, decide, type License, type LicenseCommand, refusalOfStanding } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import { A, AK, ELSE, HERE, inState, K, licenseOf, ME, NOW, OTHER, stateOf } from './licenses.ts'

const SUSPENDED = { standing: 'suspended' } as const
const REVOKED = { standing: 'revoked' } as const
const EXPIRED = { expiresAt: NOW }

function refusalOf(license: License, command: LicenseCommand): string | null {
  const decision = decide(license, command, NOW)
  return decision.ok ? null : decision.error
}

describe('a license out of use', () => {
  test.each([
    ['SUSPENDED', SUSPENDED],
    ['REVOKED', REVOKED],
    ['EXPIRED', EXPIRED],
  ] as const)('%s: is neither associated, activated nor renewed', (code, changes) => {
    expect(refusalOf(inState('-/-', changes), { type: 'associate', account: ME })).toBe(code)
    expect(refusalOf(inState('-/-', changes), { type: 'activate', host: HERE, proof: K })).toBe(code)
    expect(refusalOf(inState('ME/-', changes), { type: 'activate', host: HERE, proof: A })).toBe(code)
    expect(refusalOf(inState('ME/HERE', changes), { type: 'activate', host: HERE, proof: AK })).toBe(code)
    expect(refusalOf(inState('-/ELSE', changes), { type: 'activate', host: HERE, proof: K })).toBe(code)
    expect(refusalOf(inState('-/HERE', changes), { type: 'renew', host: HERE })).toBe(code)
  })

  test.each([SUSPENDED, REVOKED, EXPIRED])('is given back all the same (%j)', (changes) => {
    expect(refusalOf(inState('-/HERE', changes), { type: 'return', host: HERE, proof: K })).toBe(null)
    expect(refusalOf(inState('ME/HERE', changes), { type: 'return', host: HERE, proof: A })).toBe(null)
    expect(refusalOf(inState('ME/HERE', changes), { type: 'return', host: HERE, proof: AK })).toBe(null)
    expect(refusalOf(inState('-/HERE', changes), { type: 'support-return', releaseFromAccount: true })).toBe(null)
  })

  test.each([
    ['SUSPENDED', SUSPENDED],
    ['REVOKED', REVOKED],
  ] as const)('%s: does not move to an account by being returned', (code, changes) => {
    expect(refusalOf(inState('-/HERE', changes), { type: 'return', host: HERE, proof: AK })).toBe(code)
    expect(refusalOf(inState('OTHER/HERE', changes), { type: 'return', host: HERE, proof: AK })).toBe(code)
    expect(refusalOf(inState('OTHER/HERE', changes), { type: 'return', host: HERE, proof: A })).toBe('NOT_YOUR_LICENSE')
  })

  test('an association that is so already stays a success', () => {
    expect(decide(inState('ME/-', REVOKED), { type: 'associate', account: ME }, NOW)).toEqual({ ok: true, value: [] })
  })

  test('a license of another account says so first', () => {
    expect(refusalOf(inState('OTHER/-', EXPIRED), { type: 'associate', account: ME })).toBe('ASSOCIATED_ELSEWHERE')
    expect(refusalOf(inState('OTHER/-', EXPIRED), { type: 'activate', host: HERE, proof: A })).toBe('NOT_YOUR_LICENSE')
    expect(refusalOf(inState('-/-', EXPIRED), { type: 'activate', host: HERE, proof: A })).toBe('KEY_REQUIRED')
  })

  test('standing says more than expiry, and time is over at the very millisecond', () => {
    expect(refusalOfStanding(licenseOf({ ...SUSPENDED, ...EXPIRED }), NOW)).toBe('SUSPENDED')
    expect(refusalOfStanding(licenseOf({ ...REVOKED, ...EXPIRED }), NOW)).toBe('REVOKED')
    expect(refusalOfStanding(licenseOf({ expiresAt: NOW }), NOW)).toBe('EXPIRED')
    expect(refusalOfStanding(licenseOf({ expiresAt: NOW + 1 }), NOW)).toBe(null)
    expect(refusalOfStanding(licenseOf({ expiresAt: null }), NOW)).toBe(null)
  })
})

describe("a vendor's policy against key-only activation of associated licenses", () => {
  const terms = termsOf({ keyOnlyActivation: 'unowned' })

  test.each([
    ['-/-', K, null],
    ['-/-', AK, null],
    ['ME/-', A, null],
    ['ME/-', AK, null],
    ['ME/-', K, 'NOT_YOUR_LICENSE'],
    ['OTHER/-', K, 'NOT_YOUR_LICENSE'],
    ['OTHER/-', AK, 'NOT_YOUR_LICENSE'],
    ['OTHER/HERE', K, null],
    ['OTHER/HERE', AK, null],
    ['OTHER/ELSE', K, 'NOT_YOUR_LICENSE'],
    ['-/ELSE', K, 'ACTIVATED_ELSEWHERE'],
    ['ME/ELSE', AK, 'ACTIVATED_ELSEWHERE'],
  ] as const)('%s with %j: %s', (state, proof, code) => {
    expect(refusalOf(inState(state, { terms }), { type: 'activate', host: HERE, proof })).toBe(code)
  })
})

describe('a host that asks for a license it held before', () => {
  const byHost = { lastReturn: { host: HERE, by: 'host' } } as const

  test('a return that was done before is already so, whoever holds the license now', () => {
    const done = { ok: true, value: [] }
    expect(decide(inState('-/-', byHost), { type: 'return', host: HERE, proof: K }, NOW)).toEqual(done)
    expect(decide(inState('OTHER/ELSE', byHost), { type: 'return', host: HERE, proof: AK }, NOW)).toEqual(done)
  })

  test.each(['support', 'owner'] as const)('is told that %s returned it: on return and on renewal', (by) => {
    const license = inState('-/ELSE', { lastReturn: { host: HERE, by } })
    expect(refusalOf(license, { type: 'return', host: HERE, proof: K })).toBe('RETURNED_BY_SUPPORT')
    expect(refusalOf(license, { type: 'renew', host: HERE })).toBe('RETURNED_BY_SUPPORT')
  })

  test('may activate it again when it is free', () => {
    const license = inState('-/-', { lastReturn: { host: HERE, by: 'support' } })
    expect(decide(license, { type: 'activate', host: HERE, proof: K }, NOW)).toEqual({
      ok: true,
      value: [{ type: 'activated', on: HERE, generation: 8 }],
    })
  })

  test('is not told what became of another host', () => {
    const license = inState('-/-', { lastReturn: { host: ELSE, by: 'support' } })
    expect(refusalOf(license, { type: 'return', host: HERE, proof: K })).toBe('NOT_ACTIVATED_HERE')
    expect(refusalOf(license, { type: 'renew', host: HERE })).toBe('NOT_ACTIVATED_HERE')
    expect(refusalOf(inState('-/-', byHost), { type: 'renew', host: HERE })).toBe('NOT_ACTIVATED_HERE')
    expect(refusalOf(inState('-/-'), { type: 'renew', host: HERE })).toBe('NOT_ACTIVATED_HERE')
  })
})

describe('renewal', () => {
  test('needs only the host that holds the license', () => {
    expect(decide(inState('OTHER/HERE'), { type: 'renew', host: HERE }, NOW)).toEqual({
      ok: true,
      value: [{ type: 'renewed', on: HERE }],
    })
  })
})

describe('the vendor', () => {
  test('sets a standing, and setting it again is already so', () => {
    const command = { type: 'set-standing', standing: 'suspended' } as const
    expect(decide(licenseOf(), command, NOW)).toEqual({
      ok: true,
      value: [{ type: 'standing-set', standing: 'suspended' }],
    })
    expect(decide(licenseOf(SUSPENDED), command, NOW)).toEqual({ ok: true, value: [] })
  })

  test('sets an expiry, and setting it again is already so', () => {
    const command = { type: 'set-expiry', expiresAt: NOW + 5 } as const
    expect(decide(licenseOf(), command, NOW)).toEqual({ ok: true, value: [{ type: 'expiry-set', expiresAt: NOW + 5 }] })
    expect(decide(licenseOf({ expiresAt: NOW + 5 }), command, NOW)).toEqual({ ok: true, value: [] })
  })
})

describe('an event, applied', () => {
  const before = licenseOf({ associatedTo: OTHER, activatedOn: ELSE })

  test.each([
    [{ type: 'associated', to: ME }, { associatedTo: ME }],
    [{ type: 'transferred', from: OTHER, to: ME }, { associatedTo: ME }],
    [{ type: 'released', from: OTHER }, { associatedTo: null }],
    [
      { type: 'activated', on: HERE, generation: 12 },
      { activatedOn: HERE, generation: 12 },
    ],
    [
      { type: 'returned', from: ELSE, by: 'support' },
      { activatedOn: null, lastReturn: { host: ELSE, by: 'support' } },
    ],
    [{ type: 'renewed', on: ELSE }, {}],
    [{ type: 'standing-set', standing: 'revoked' }, { standing: 'revoked' }],
    [{ type: 'expiry-set', expiresAt: 5 }, { expiresAt: 5 }],
  ] as const)('%j changes exactly %j', (event, changes) => {
    expect(applyAll(before, [event])).toEqual({ ...before, ...changes })
  })
})

const hosts = fc.constantFrom(HERE, ELSE, 'THIRD' as HostId)
const accounts = fc.constantFrom(ME, OTHER)
const proofs = fc.oneof(
  fc.constant(K),
  accounts.map((account: AccountId) => ({ kind: 'account', account }) as const),
  accounts.map((account: AccountId) => ({ kind: 'account-and-key', account }) as const),
)
const commands: fc.Arbitrary<LicenseCommand> = fc.oneof(
  fc.record({ type: fc.constant('associate' as const), account: accounts }),
  fc.record({ type: fc.constant('activate' as const), host: hosts, proof: proofs }),
  fc.record({ type: fc.constant('return' as const), host: hosts, proof: proofs }),
  fc.record({ type: fc.constant('renew' as const), host: hosts }),
  fc.record({ type: fc.constant('support-return' as const), releaseFromAccount: fc.boolean() }),
  fc.constant({ type: 'support-release' } as const),
)
const licenses = fc
  .record({
    associatedTo: fc.option(accounts),
    activatedOn: fc.option(hosts),
    standing: fc.constantFrom('good' as const, 'suspended' as const, 'revoked' as const),
    expiresAt: fc.constantFrom(null, NOW - 1, NOW + 1),
    lastReturn: fc.option(fc.record({ host: hosts, by: fc.constantFrom('host' as const, 'support' as const) })),
    terms: fc.constantFrom(termsOf({}), termsOf({ keyOnlyActivation: 'unowned' })),
  })
  .map(licenseOf)

describe('any license', () => {
  test('asked for the same twice, changes at most once', () => {
    fc.assert(
      fc.property(licenses, commands, (license, command) => {
        const first = decide(license, command, NOW)
        const afterwards = first.ok ? applyAll(license, first.value) : license
        const second = decide(afterwards, command, NOW)
        const twice = second.ok ? applyAll(afterwards, second.value) : afterwards
        expect(twice).toEqual(afterwards)
      }),
      { numRuns: 2_000 },
    )
  })

  test('never moves from one account to another but by a return with account and key (KB1023 2.E)', () => {
    fc.assert(
      fc.property(licenses, commands, (license, command) => {
        const decision = decide(license, command, NOW)
        if (!decision.ok || license.associatedTo === null) return
        const { associatedTo } = applyAll(license, decision.value)
        if (associatedTo === null || associatedTo === license.associatedTo) return
        expect(command).toMatchObject({ type: 'return', host: license.activatedOn, proof: { kind: 'account-and-key' } })
      }),
      { numRuns: 2_000 },
    )
  })

  test('leaves a host only by a return there or by Support, and never goes straight to another', () => {
    fc.assert(
      fc.property(licenses, commands, (license, command) => {
        const decision = decide(license, command, NOW)
        if (!decision.ok || license.activatedOn === null) return
        const after = applyAll(license, decision.value)
        if (stateOf(after).split('/')[1] === license.activatedOn) return
        expect(after.activatedOn).toBe(null)
        expect(['return', 'support-return']).toContain(command.type)
      }),
      { numRuns: 2_000 },
    )
  })
})
