import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActionState,
  type Asking,
  type HostIntent,
  listLicenses,
  performHostIntent,
  proofFor,
  type RowOutcome,
} from '@latchkey/core/host-operation'
import type { KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import type { License } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import type { ActivationKey } from '@latchkey/core/seats'
import { A, AK, CT, HERE, K, KEY, keyOf, ME, NET, NOW, stateOf, withLicenses, wordsOfEvent } from './licenses.ts'

const WITH_KEY: Asking = { host: HERE, account: null, provenKey: KEY }
const WITH_ACCOUNT: Asking = { host: HERE, account: ME, provenKey: null }
const WITH_BOTH: Asking = { host: HERE, account: ME, provenKey: KEY }
const WITH_NOTHING: Asking = { host: HERE, account: null, provenKey: null }

const ASSOCIATE: HostIntent = { type: 'associate' }
const ACTIVATE_BOTH: HostIntent = {
  type: 'activate',
  rows: [
    { keyId: KEY, product: CT },
    { keyId: KEY, product: NET },
  ],
}

function rowsOf(type: 'return' | 'transfer' | 'renew' | 'fetch', ...ids: readonly string[]): HostIntent {
  return { type, rows: ids.map((id) => ({ licenseId: id as LicenseId })) }
}

/** A key for one CT (`lic_1`) and one IzoT Net Server (`lic_2`), as KB1023's reader has it. */
function pairOf(ct: string, net: string, changes: Partial<License> = {}): ActivationKey {
  const key = keyOf([ct, net], { hostsMax: 1 })
  const [first, second] = key.licenses
  if (first === undefined || second === undefined) throw new Error('a pair has two licenses')
  return { ...key, licenses: [Object.assign({}, first, changes), { ...second, product: NET }] }
}

function perform(key: ActivationKey, asking: Asking, intent: HostIntent): readonly string[] {
  return performHostIntent([key], asking, intent, NOW).rows.map(wordsOfRow)
}

function wordsOfRow(row: RowOutcome): string {
  if (row.status === 'unknown') return 'unknown'
  if (row.status === 'refused') return `${row.license.id}: ${row.code}`
  return `${row.license.id}: ${row.events.map((event) => wordsOfEvent(event)).join('; ') || 'already so'}`
}

describe('what a person has shown for one key', () => {
  test.each([
    [WITH_KEY, KEY, K],
    [WITH_ACCOUNT, KEY, A],
    [WITH_BOTH, KEY, AK],
    [WITH_NOTHING, KEY, null],
    [WITH_KEY, 'key_2' as KeyId, null],
    [WITH_BOTH, 'key_2' as KeyId, A],
  ] as const)('%j, for %s: %j', (asking, keyId, proof) => {
    expect(proofFor(asking, keyId)).toEqual(proof)
  })
})

describe('Next at Step 2 (KB1023 1.C)', () => {
  test('associates one license per product', () => {
    expect(perform(pairOf('-/-', '-/HERE'), WITH_BOTH, ASSOCIATE)).toEqual([
      'lic_1: associated to ME',
      'lic_2: associated to ME',
    ])
  })

  test('a product of somebody else does not stop the other', () => {
    expect(perform(pairOf('OTHER/-', '-/-'), WITH_BOTH, ASSOCIATE)).toEqual([
      'lic_1: ASSOCIATED_ELSEWHERE',
      'lic_2: associated to ME',
    ])
  })

  test('asks nothing without account and key', () => {
    expect(perform(pairOf('-/-', '-/-'), WITH_KEY, ASSOCIATE)).toEqual([])
    expect(perform(pairOf('-/-', '-/-'), WITH_ACCOUNT, ASSOCIATE)).toEqual([])
    expect(perform(pairOf('-/-', '-/-'), { ...WITH_BOTH, provenKey: 'key_2' as KeyId }, ASSOCIATE)).toEqual([])
  })
})

describe('activating', () => {
  test('activates each row', () => {
    expect(perform(pairOf('-/-', '-/-'), WITH_KEY, ACTIVATE_BOTH)).toEqual([
      'lic_1: activated on HERE, generation 8',
      'lic_2: activated on HERE, generation 8',
    ])
  })

  test('the refusal of one row never stops another', () => {
    expect(perform(pairOf('-/-', '-/-', { standing: 'suspended' }), WITH_KEY, ACTIVATE_BOTH)).toEqual([
      'lic_1: SUSPENDED',
      'lic_2: activated on HERE, generation 8',
    ])
  })

  test('a key in use on another PC is refused for its idle licenses too', () => {
    expect(perform(pairOf('-/ELSE', '-/-'), WITH_KEY, ACTIVATE_BOTH)).toEqual([
      'lic_1: ACTIVATED_ELSEWHERE',
      'lic_2: KEY_IN_USE',
    ])
  })

  test('later rows see what earlier ones did: one seat is never given twice', () => {
    const twice: HostIntent = {
      type: 'activate',
      rows: [
        { keyId: KEY, product: CT },
        { keyId: KEY, product: CT },
      ],
    }
    expect(perform(keyOf(['-/-', '-/-']), WITH_KEY, twice)).toEqual([
      'lic_1: activated on HERE, generation 8',
      'lic_1: already so',
    ])
  })

  test('of a key not shown, of another product, or not mine: unknown', () => {
    expect(perform(pairOf('-/-', '-/-'), WITH_NOTHING, ACTIVATE_BOTH)).toEqual(['unknown', 'unknown'])
    expect(perform(pairOf('OTHER/-', '-/-'), WITH_ACCOUNT, ACTIVATE_BOTH)).toEqual(['unknown', 'unknown'])
    const others: HostIntent = {
      type: 'activate',
      rows: [
        { keyId: 'key_2' as KeyId, product: CT },
        { keyId: KEY, product: 'openlns-server' as ProductId },
      ],
    }
    expect(perform(pairOf('-/-', '-/-'), WITH_BOTH, others)).toEqual(['unknown', 'unknown'])
  })

  test('gives the keys as they are afterwards, and leaves those given alone', () => {
    const before = pairOf('-/-', 'OTHER/-')
    const other = { ...keyOf(['ME/ELSE']), id: 'key_2' as KeyId }
    const { keys, rows } = performHostIntent([before, other], WITH_BOTH, ACTIVATE_BOTH, NOW)
    expect(keys[0]?.licenses.map(stateOf)).toEqual(['ME/HERE', 'OTHER/HERE'])
    expect(keys[1]).toEqual(other)
    expect(rows.map((row) => (row.status === 'succeeded' ? stateOf(row.license) : row.status))).toEqual([
      'ME/HERE',
      'OTHER/HERE',
    ])
    expect(before.licenses.map(stateOf)).toEqual(['-/-', 'OTHER/-'])
  })
})

describe('returning', () => {
  test('with account and key moves each license, one by one (KB1023 2.E)', () => {
    expect(perform(pairOf('OTHER/HERE', '-/HERE'), WITH_BOTH, rowsOf('return', 'lic_1', 'lic_2'))).toEqual([
      'lic_1: returned from HERE, by host; transferred from OTHER, to ME',
      'lic_2: returned from HERE, by host; associated to ME',
    ])
  })

  test('the refusal of one row never stops another', () => {
    expect(perform(pairOf('OTHER/HERE', 'ME/HERE'), WITH_ACCOUNT, rowsOf('return', 'lic_1', 'lic_2'))).toEqual([
      'lic_1: NOT_YOUR_LICENSE',
      'lic_2: returned from HERE, by host',
    ])
  })

  test('needs a proof', () => {
    expect(perform(pairOf('-/HERE', 'ME/HERE'), WITH_NOTHING, rowsOf('return', 'lic_1', 'lic_2', 'lic_9'))).toEqual([
      'lic_1: KEY_REQUIRED',
      'lic_2: KEY_REQUIRED',
      'unknown',
    ])
  })
})

describe('moving to another account in one pass', () => {
  test('is the return and the activation of KB1023 2.E to 2.G, one license after the other', () => {
    expect(perform(pairOf('OTHER/HERE', '-/HERE'), WITH_BOTH, rowsOf('transfer', 'lic_1', 'lic_2'))).toEqual([
      'lic_1: returned from HERE, by host; transferred from OTHER, to ME; activated on HERE, generation 8',
      'lic_2: returned from HERE, by host; associated to ME; activated on HERE, generation 8',
    ])
  })

  test('of what is in the account and here already nothing happens', () => {
    expect(perform(pairOf('ME/HERE', 'ME/HERE'), WITH_BOTH, rowsOf('transfer', 'lic_1', 'lic_2'))).toEqual([
      'lic_1: already so',
      'lic_2: already so',
    ])
  })

  test('either happens as a whole or not at all: what could not be activated again is not returned', () => {
    const expired = pairOf('OTHER/HERE', '-/-', { expiresAt: NOW })
    expect(perform(expired, WITH_BOTH, rowsOf('transfer', 'lic_1'))).toEqual(['lic_1: EXPIRED'])
    expect(perform(expired, WITH_BOTH, rowsOf('return', 'lic_1'))).toEqual([
      'lic_1: returned from HERE, by host; transferred from OTHER, to ME',
    ])
  })

  test.each([
    ['OTHER/HERE', WITH_KEY, 'SIGN_IN_REQUIRED'],
    ['OTHER/HERE', WITH_ACCOUNT, 'KEY_REQUIRED'],
    ['OTHER/HERE', WITH_NOTHING, 'KEY_REQUIRED'],
    ['OTHER/ELSE', WITH_BOTH, 'NOT_ACTIVATED_HERE'],
    ['ME/ELSE', WITH_BOTH, 'NOT_ACTIVATED_HERE'],
    ['ME/-', WITH_BOTH, 'NOT_ACTIVATED_HERE'],
    ['OTHER/-', WITH_BOTH, 'NOT_ACTIVATED_HERE'],
  ] as const)('%s, asked by %j: %s', (state, asking, code) => {
    expect(perform(pairOf(state, '-/-'), asking, rowsOf('transfer', 'lic_1'))).toEqual([`lic_1: ${code}`])
  })

  test('returned from here before, there is nothing left to move', () => {
    const returned = pairOf('OTHER/-', '-/-', { lastReturn: { host: HERE, by: 'host' } })
    expect(perform(returned, WITH_BOTH, rowsOf('transfer', 'lic_1'))).toEqual(['lic_1: NOT_ACTIVATED_HERE'])
    const takenBack = pairOf('OTHER/-', '-/-', { lastReturn: { host: HERE, by: 'support' } })
    expect(perform(takenBack, WITH_BOTH, rowsOf('transfer', 'lic_1'))).toEqual(['lic_1: RETURNED_BY_SUPPORT'])
  })

  test.each(['suspended', 'revoked'] as const)('a license that is %s stays with its owner', (standing) => {
    expect(perform(pairOf('OTHER/HERE', '-/-', { standing }), WITH_BOTH, rowsOf('transfer', 'lic_1'))).toEqual([
      `lic_1: ${standing.toUpperCase()}`,
    ])
  })
})

describe('renewing and fetching', () => {
  const key = pairOf('OTHER/HERE', '-/ELSE')

  test('need only the device key', () => {
    expect(perform(key, WITH_NOTHING, rowsOf('renew', 'lic_1', 'lic_2', 'lic_9'))).toEqual([
      'lic_1: renewed on HERE',
      'lic_2: NOT_ACTIVATED_HERE',
      'unknown',
    ])
  })

  test('fetching changes nothing', () => {
    expect(perform(key, WITH_NOTHING, rowsOf('fetch', 'lic_1', 'lic_2', 'lic_9'))).toEqual([
      'lic_1: already so',
      'lic_2: NOT_ACTIVATED_HERE',
      'unknown',
    ])
  })

  test('a file is given again whatever has become of the license: its host has or had the same', () => {
    const expired = pairOf('-/HERE', '-/-', { expiresAt: NOW })
    expect(perform(expired, WITH_NOTHING, rowsOf('fetch', 'lic_1'))).toEqual(['lic_1: already so'])
    expect(perform(expired, WITH_NOTHING, rowsOf('renew', 'lic_1'))).toEqual(['lic_1: EXPIRED'])
  })

  test('fetching without rows gives everything that is active on the host, and nothing else', () => {
    expect(perform(pairOf('OTHER/HERE', '-/HERE'), WITH_NOTHING, rowsOf('fetch'))).toEqual([
      'lic_1: already so',
      'lic_2: already so',
    ])
    expect(perform(pairOf('ME/-', '-/ELSE'), WITH_NOTHING, rowsOf('fetch'))).toEqual([])
    expect(perform(pairOf('OTHER/HERE', '-/HERE'), WITH_NOTHING, rowsOf('renew'))).toEqual([])
  })
})

describe('the list at Step 3', () => {
  test('has one row per product, with what may be done and why not', () => {
    expect(wordsOfList(pairOf('OTHER/HERE', '-/HERE'), WITH_BOTH)).toEqual([
      'lic_1 0/1: activate already, associate ASSOCIATED_ELSEWHERE, return legal, transfer legal, emergency already',
      'lic_2 0/1: activate legal, associate legal, return legal, transfer legal, emergency already',
    ])
    expect(wordsOfList(keyOf(['OTHER/ELSE', '-/-', '-/-']), WITH_KEY)).toEqual([
      'lic_2 2/3: activate legal, associate SIGN_IN_REQUIRED, return NOT_ACTIVATED_HERE, transfer SIGN_IN_REQUIRED, emergency NOT_ACTIVATED',
    ])
  })

  test('shows an account only what is its own', () => {
    expect(wordsOfList(pairOf('ME/ELSE', '-/-'), WITH_ACCOUNT)).toEqual([
      'lic_1 0/1: activate ACTIVATED_ELSEWHERE, associate already, return NOT_ACTIVATED_HERE, transfer KEY_REQUIRED, emergency legal',
    ])
    expect(wordsOfList(pairOf('OTHER/-', '-/-'), WITH_ACCOUNT)).toEqual([])
    expect(wordsOfList(pairOf('-/-', '-/-'), WITH_NOTHING)).toEqual([])
  })
})

function wordsOfList(key: ActivationKey, asking: Asking): readonly string[] {
  return listLicenses([key], asking, NOW).map(({ license, seatsTotal, seatsFree, actions }) => {
    const words = Object.entries(actions).map(([name, action]) => `${name} ${wordsOfAction(action)}`)
    return `${license.id} ${seatsFree}/${seatsTotal}: ${words.join(', ')}`
  })
}

function wordsOfAction(action: ActionState | undefined): string {
  if (action === undefined) return 'unknown'
  return action.state === 'refused' ? action.code : action.state
}

/** What the wizard offers is what happens: one of the actions, performed, read as an action of the list. */
function wordsOfPerformed(row: RowOutcome | undefined): string {
  if (row === undefined || row.status === 'unknown') return 'unknown'
  if (row.status === 'refused') return row.code
  return row.events.length === 0 ? 'already' : 'legal'
}

describe('any key, asked by anybody', () => {
  const STATES = ['-/-', '-/HERE', '-/ELSE', 'ME/-', 'ME/HERE', 'ME/ELSE', 'OTHER/-', 'OTHER/HERE', 'OTHER/ELSE']
  const seat = fc.record({
    state: fc.constantFrom(...STATES),
    changes: fc.record({
      product: fc.constantFrom(CT, NET),
      standing: fc.constantFrom('good' as const, 'good' as const, 'suspended' as const, 'revoked' as const),
      expiresAt: fc.constantFrom(null, null, NOW),
      terms: fc.constantFrom(termsOf({}), termsOf({ keyOnlyActivation: 'unowned' })),
      lastReturn: fc.constantFrom(null, { host: HERE, by: 'host' as const }, { host: HERE, by: 'support' as const }),
    }),
  })
  const keys = fc
    .record({ seats: fc.array(seat, { minLength: 1, maxLength: 5 }), hostsMax: fc.integer({ min: 1, max: 3 }) })
    .map(({ seats, hostsMax }): ActivationKey => {
      const key = keyOf(
        seats.map(({ state }) => state),
        { hostsMax },
      )
      return withLicenses(key, (_, i) => seats[i]?.changes)
    })
  const askings = fc.constantFrom(WITH_KEY, WITH_ACCOUNT, WITH_BOTH, WITH_NOTHING)

  test('the list offers exactly what performing gives', () => {
    fc.assert(
      fc.property(keys, askings, (key, asking) => {
        for (const { license, actions } of listLicenses([key], asking, NOW)) {
          const run = (intent: HostIntent) => performHostIntent([key], asking, intent, NOW).rows
          const [activated] = run({ type: 'activate', rows: [{ keyId: KEY, product: license.product }] })
          const [returned] = run({ type: 'return', rows: [{ licenseId: license.id }] })
          const associated = run(ASSOCIATE).find((_, i) => productsOf(key)[i] === license.product)
          expect(wordsOfPerformed(activated)).toBe(wordsOfAction(actions.activate))
          expect(wordsOfPerformed(returned)).toBe(wordsOfAction(actions.return))
          const [moved] = run({ type: 'transfer', rows: [{ licenseId: license.id }] })
          expect(wordsOfPerformed(moved)).toBe(wordsOfAction(actions.transfer))
          const offered = wordsOfAction(actions.associate)
          expect(asking === WITH_BOTH ? wordsOfPerformed(associated) : offered).toBe(offered)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('a repeated activation, association or return is free', () => {
    fc.assert(
      fc.property(
        keys,
        askings,
        fc.constantFrom(
          ACTIVATE_BOTH,
          ASSOCIATE,
          rowsOf('return', 'lic_1', 'lic_2'),
          rowsOf('transfer', 'lic_1', 'lic_2'),
        ),
        (key, asking, intent) => {
          const first = performHostIntent([key], asking, intent, NOW)
          const second = performHostIntent(first.keys, asking, intent, NOW)
          const again = second.rows.filter((_, i) => first.rows[i]?.status === 'succeeded')
          expect(again.flatMap((row) => (row.status === 'succeeded' ? row.events : []))).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('one row alone gets what it gets among others that are refused', () => {
    fc.assert(
      fc.property(keys, askings, (key, asking) => {
        const ids = key.licenses.map(({ id }) => id)
        const together = performHostIntent([key], asking, rowsOf('return', ...ids), NOW).rows
        const alone = ids.flatMap((id) => performHostIntent([key], asking, rowsOf('return', id), NOW).rows)
        expect(together).toEqual(alone)
      }),
      { numRuns: 1_000 },
    )
  })
})

function productsOf(key: ActivationKey): readonly ProductId[] {
  return [...new Set(key.licenses.map((license) => license.product))]
}
