import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostId, LicenseId, ProductId } from '@latchkey/core/ids'
import { decide, type License, type Proof } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import {
  type ActivationKey,
  decideActivation,
  decideAssociation,
  defaultHostsMax,
  hostsHolding,
  productsVisible,
  type SeatDecision,
} from '@latchkey/core/seats'
import { A, AK, CT, HERE, K, keyOf, ME, NET, NOW, withLicenses, wordsOfEvent } from './licenses.ts'

/** The seat chosen and what would happen to it, such as `lic_2: activated on HERE, generation 8`. */
function wordsOfSeat(seat: SeatDecision | null): string {
  if (seat === null) return 'none'
  const { license, decision } = seat
  if (!decision.ok) return `${license.id}: ${decision.error}`
  return `${license.id}: ${decision.value.map((event) => wordsOfEvent(event)).join('; ') || 'already so'}`
}

function activation(key: ActivationKey, proof: Proof): string {
  return wordsOfSeat(decideActivation(key, CT, HERE, proof, NOW))
}

function association(key: ActivationKey): string {
  return wordsOfSeat(decideAssociation(key, CT, HERE, { account: ME }, NOW))
}

function withLicense(key: ActivationKey, id: string, changes: Partial<License>): ActivationKey {
  return withLicenses(key, (license) => (license.id === id ? changes : {}))
}

const ACTIVATED = 'activated on HERE, generation 8'

describe('which seat is activated', () => {
  test.each([
    ['the one HERE, whoever owns it', ['ME/-', '-/-', 'OTHER/HERE'], AK, 'lic_3: already so'],
    ['else my idle one', ['OTHER/-', '-/-', 'ME/-', 'ME/ELSE'], AK, `lic_3: ${ACTIVATED}`],
    ['else an unowned idle one', ['OTHER/-', 'ME/ELSE', '-/-'], AK, `lic_3: associated to ME; ${ACTIVATED}`],
    ["else somebody else's idle one", ['ME/ELSE', '-/ELSE', 'OTHER/-'], AK, `lic_3: ${ACTIVATED}`],
    ['with the key alone an unowned one first', ['OTHER/-', 'ME/-', '-/-'], K, `lic_3: ${ACTIVATED}`],
    ['of equal ones the first by id', ['-/ELSE', '-/-', '-/-'], K, `lic_2: ${ACTIVATED}`],
    ['with the account alone only my own', ['-/-', 'OTHER/-', 'ME/-'], A, `lic_3: ${ACTIVATED}`],
    ['none that the account does not show', ['-/-', 'OTHER/-'], A, 'none'],
    ['none with the account alone, even HERE, unless it is mine', ['OTHER/HERE'], A, 'none'],
  ] as const)('%s', (_, states, proof, expected) => {
    expect(activation(keyOf(states), proof)).toBe(expected)
  })

  test('the order of the licenses in the key does not matter', () => {
    const key = keyOf(['-/-', '-/-', '-/-'])
    expect(activation({ ...key, licenses: key.licenses.toReversed() }, K)).toBe(`lic_1: ${ACTIVATED}`)
  })

  test('no license of a product that the key does not have', () => {
    expect(decideActivation(keyOf(['-/-']), NET, HERE, K, NOW)).toBe(null)
    expect(decideAssociation(keyOf(['-/-']), NET, HERE, { account: ME }, NOW)).toBe(null)
  })

  test('only licenses of the product asked for', () => {
    const key = withLicense(keyOf(['-/-', '-/-']), 'lic_1', { product: NET })
    expect(activation(key, K)).toBe(`lic_2: ${ACTIVATED}`)
  })
})

describe('when no seat can be activated, the refusal that is easiest to act on', () => {
  const onlyUnowned = { terms: termsOf({ keyOnlyActivation: 'unowned' }) }

  test('a single seat taken names its PC', () => {
    expect(activation(keyOf(['-/ELSE']), K)).toBe('lic_1: ACTIVATED_ELSEWHERE')
    expect(activation(keyOf(['OTHER/ELSE']), AK)).toBe('lic_1: ACTIVATED_ELSEWHERE')
  })

  test('a single seat of each of several products counts as single', () => {
    const key = withLicense(keyOf(['-/ELSE', '-/ELSE']), 'lic_2', { product: NET })
    expect(activation(key, K)).toBe('lic_1: ACTIVATED_ELSEWHERE')
  })

  test('my own seat taken names its PC, among any number', () => {
    expect(activation(keyOf(['-/ELSE', 'OTHER/ELSE', 'ME/ELSE']), AK)).toBe('lic_3: ACTIVATED_ELSEWHERE')
    expect(activation(keyOf(['-/ELSE', 'ME/ELSE']), A)).toBe('lic_2: ACTIVATED_ELSEWHERE')
  })

  test('several seats taken blame no single PC', () => {
    expect(activation(keyOf(['OTHER/ELSE', '-/ELSE']), K)).toBe('lic_2: NO_SEAT_FREE')
    expect(activation(keyOf(['OTHER/ELSE', '-/ELSE']), AK)).toBe('lic_2: NO_SEAT_FREE')
    expect(activation(keyOf(['-/ELSE', '-/ELSE']), K)).toBe('lic_1: NO_SEAT_FREE')
  })

  test('my own taken seat comes before an idle one that the policy forbids me', () => {
    const key = withLicense(keyOf(['OTHER/-', 'ME/ELSE']), 'lic_1', onlyUnowned)
    expect(activation(key, AK)).toBe('lic_2: ACTIVATED_ELSEWHERE')
  })

  test('an idle seat that the policy forbids comes before the taken ones of others', () => {
    const key = withLicense(keyOf(['-/ELSE', 'OTHER/-']), 'lic_2', onlyUnowned)
    expect(activation(key, K)).toBe('lic_2: NOT_YOUR_LICENSE')
  })

  test('a seat that can be activated comes before one that the policy forbids', () => {
    const key = withLicense(keyOf(['-/-', 'ME/-']), 'lic_2', onlyUnowned)
    expect(activation(key, K)).toBe(`lic_1: ${ACTIVATED}`)
  })

  test('a good seat comes before one out of use, also HERE', () => {
    const key = withLicense(keyOf(['ME/HERE', 'OTHER/-']), 'lic_1', { expiresAt: NOW })
    expect(activation(key, AK)).toBe(`lic_2: ${ACTIVATED}`)
  })

  test('the license HERE is the one meant when none can be activated', () => {
    const key = withLicense(keyOf(['-/ELSE', 'OTHER/HERE']), 'lic_2', { standing: 'suspended' })
    expect(activation(key, K)).toBe('lic_2: SUSPENDED')
  })

  test('taken before expired, expired before suspended, suspended before revoked', () => {
    const all = ['EXPIRED', 'SUSPENDED', 'REVOKED', 'taken']
    const changes: readonly Partial<License>[] = [
      { expiresAt: NOW },
      { standing: 'suspended' },
      { standing: 'revoked' },
      {},
    ]
    const key = keyOf(['-/-', '-/-', '-/-', '-/ELSE'])
    const licenses = key.licenses.map((license, i) => Object.assign({}, license, changes[i]))
    const won = all.map((_, from) => activation({ ...key, licenses: licenses.slice(from) }, K))
    expect(activation({ ...key, licenses }, K)).toBe('lic_4: NO_SEAT_FREE')
    expect(activation({ ...key, licenses: licenses.slice(0, 3) }, K)).toBe('lic_1: EXPIRED')
    expect(activation({ ...key, licenses: licenses.slice(1, 3) }, K)).toBe('lic_2: SUSPENDED')
    expect(activation({ ...key, licenses: licenses.slice(2, 3) }, K)).toBe('lic_3: REVOKED')
    expect(won.at(-1)).toBe('lic_4: ACTIVATED_ELSEWHERE')
  })

  test('the ownership of a seat out of use does not outweigh its standing', () => {
    const key = withLicense(keyOf(['ME/-', 'OTHER/ELSE']), 'lic_1', { standing: 'revoked' })
    expect(activation(key, AK)).toBe('lic_2: NO_SEAT_FREE')
  })
})

describe('which seat is associated', () => {
  test.each([
    ['the one HERE', ['ME/-', '-/-', '-/HERE'], 'lic_3: associated to ME'],
    ['else my idle one: it is so already', ['-/-', 'ME/ELSE', 'ME/-'], 'lic_3: already so'],
    ['else an unowned idle one', ['OTHER/-', 'ME/ELSE', '-/-'], 'lic_3: associated to ME'],
    ['else mine elsewhere: it is so already', ['OTHER/-', '-/ELSE', 'ME/ELSE'], 'lic_3: already so'],
    ['else an unowned one wherever it is activated', ['OTHER/-', '-/ELSE'], 'lic_2: associated to ME'],
    ["a free one rather than a refusal about somebody else's HERE", ['OTHER/HERE', '-/-'], 'lic_2: associated to ME'],
    ["never somebody else's", ['OTHER/ELSE', 'OTHER/-', 'OTHER/HERE'], 'lic_3: ASSOCIATED_ELSEWHERE'],
    ["of somebody else's the idle one", ['OTHER/ELSE', 'OTHER/-'], 'lic_2: ASSOCIATED_ELSEWHERE'],
  ] as const)('%s', (_, states, expected) => {
    expect(association(keyOf(states))).toBe(expected)
  })

  test('one license, not the whole pool', () => {
    const key = keyOf(['-/-', '-/-', '-/-'])
    expect(association(key)).toBe('lic_1: associated to ME')
    expect(association(withLicense(key, 'lic_1', { associatedTo: ME }))).toBe('lic_1: already so')
  })

  test('a good one rather than one out of use', () => {
    const key = withLicense(keyOf(['-/-', '-/-']), 'lic_1', { standing: 'revoked' })
    expect(association(key)).toBe('lic_2: associated to ME')
    expect(association(withLicense(keyOf(['-/-']), 'lic_1', { expiresAt: NOW }))).toBe('lic_1: EXPIRED')
  })
})

describe('a key serves no more hosts than it may', () => {
  const pair = withLicense(keyOf(['-/ELSE', '-/-'], { hostsMax: 1 }), 'lic_2', { product: NET })

  test('another host is refused: KEY_IN_USE', () => {
    expect(wordsOfSeat(decideActivation(pair, NET, HERE, K, NOW))).toBe('lic_2: KEY_IN_USE')
    expect(wordsOfSeat(decideActivation(pair, NET, HERE, AK, NOW))).toBe('lic_2: KEY_IN_USE')
  })

  test('the host that holds one of its licenses gets the others', () => {
    const seat = decideActivation(pair, NET, 'ELSE' as HostId, K, NOW)
    expect(wordsOfSeat(seat)).toBe('lic_2: activated on ELSE, generation 8')
  })

  test('what is activated HERE stays so, even when the key serves too many hosts', () => {
    const key = keyOf(['-/HERE', '-/ELSE'], { hostsMax: 1 })
    expect(activation(key, K)).toBe('lic_1: already so')
    expect(activation(key, AK)).toBe('lic_1: associated to ME')
  })

  test('my own taken seat is easier to act on than KEY_IN_USE', () => {
    expect(activation(keyOf(['OTHER/-', 'ME/ELSE'], { hostsMax: 1 }), AK)).toBe('lic_2: ACTIVATED_ELSEWHERE')
  })

  test('of a 10-seat key ten hosts get one each, and the eleventh is told that none is free', () => {
    let key = keyOf(
      Array.from({ length: 10 }, () => '-/-'),
      { hostsMax: defaultHostsMax(Array.from({ length: 10 }, () => CT)) },
    )
    const outcomes: string[] = []
    for (let n = 1; n <= 11; n += 1) {
      const seat = decideActivation(key, CT, `host_${n}` as HostId, K, NOW)
      outcomes.push(wordsOfSeat(seat))
      if (seat?.decision.ok) key = withLicense(key, seat.license.id, { activatedOn: `host_${n}` as HostId })
    }
    expect(new Set(key.licenses.map((license) => license.activatedOn)).size).toBe(10)
    expect(outcomes[0]).toBe('lic_1: activated on host_1, generation 8')
    expect(outcomes.at(-1)).toBe('lic_1: NO_SEAT_FREE')
    expect(hostsHolding(key).size).toBe(10)
  })

  test('by default as many as it has licenses of any one product', () => {
    expect(defaultHostsMax([CT, NET])).toBe(1)
    expect(defaultHostsMax([CT, NET, NET, NET, CT])).toBe(3)
    expect(defaultHostsMax([])).toBe(1)
  })

  test('hosts are counted once, idle licenses not at all', () => {
    expect([...hostsHolding(keyOf(['-/HERE', 'ME/HERE', '-/ELSE', '-/-']))]).toEqual(['HERE', 'ELSE'])
  })
})

test('the products of a key are seen with the key, or as far as they are mine', () => {
  const key = withLicense(keyOf(['-/-', 'ME/-', '-/-']), 'lic_2', { product: NET })
  expect(productsVisible(key, K)).toEqual([CT, NET])
  expect(productsVisible(key, AK)).toEqual([CT, NET])
  expect(productsVisible(key, A)).toEqual([NET])
})

describe('any key', () => {
  const states = fc.array(
    fc.constantFrom('-/-', '-/HERE', '-/ELSE', 'ME/-', 'ME/HERE', 'ME/ELSE', 'OTHER/-', 'OTHER/HERE', 'OTHER/ELSE'),
    { minLength: 1, maxLength: 6 },
  )
  const changes = fc.record({
    standing: fc.constantFrom('good' as const, 'suspended' as const, 'revoked' as const),
    expiresAt: fc.constantFrom(null, NOW),
    terms: fc.constantFrom(termsOf({}), termsOf({ keyOnlyActivation: 'unowned' })),
  })
  const keys = fc
    .record({ states, each: fc.array(changes, { minLength: 6, maxLength: 6 }), hostsMax: fc.nat(4) })
    .map(({ states, each, hostsMax }): ActivationKey => {
      const key = keyOf(states, { hostsMax })
      return withLicenses(key, (_, i) => each[i])
    })

  test('a seat whose activation would succeed wins over every one that would be refused', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(K, A, AK), (key, proof) => {
        const holding = hostsHolding(key)
        const hasRoom = holding.has(HERE) || holding.size < key.hostsMax
        const possible = key.licenses.some((license) => {
          const decision = decide(license, { type: 'activate', host: HERE, proof }, NOW)
          return decision.ok && (hasRoom || !decision.value.some((event) => event.type === 'activated'))
        })
        expect(decideActivation(key, CT, HERE, proof, NOW)?.decision.ok ?? false).toBe(possible)
      }),
      { numRuns: 3_000 },
    )
  })

  test('an association that would succeed wins over every one that would be refused', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const possible = key.licenses.some((license) => decide(license, { type: 'associate', account: ME }, NOW).ok)
        expect(decideAssociation(key, CT, HERE, { account: ME }, NOW)?.decision.ok).toBe(possible)
      }),
      { numRuns: 3_000 },
    )
  })

  test('chooses the same seat whatever the order of its licenses', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(K, A, AK), (key, proof) => {
        const reversed = { ...key, licenses: key.licenses.toReversed() }
        expect(activation(reversed, proof)).toBe(activation(key, proof))
      }),
    )
  })
})

test('ids are compared, not their numbers: any total order will do, if it is always the same', () => {
  const licenses = keyOf(['-/-', '-/-']).licenses.map((license, i) =>
    Object.assign({}, license, { id: `lic_${10 - i}` as LicenseId, product: 'ct' as ProductId }),
  )
  expect(activation(keyOf([], { licenses }), K)).toBe(`lic_10: ${ACTIVATED}`)
})
