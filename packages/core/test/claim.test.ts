import { describe, expect, test } from 'vitest'
import type { LicenseId, ProductId } from '@latchkey/core/ids'
import { decide, type EndedActivation, type License } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { type ClaimedSeats, decideClaim } from '@latchkey/core/seats'
import { CT, ELSE, HERE as PC, KEY, licenseOf, ME, NET, NOW, OTHER } from './licenses.ts'

function seat(id: string, product: ProductId, facts: Partial<License> = {}): License {
  return licenseOf({ id: id as LicenseId, product, ...facts })
}

function claim(licenses: readonly License[], ...wishes: readonly ClaimedSeats[]): readonly string[] {
  return decideClaim({ id: KEY, hostsMax: 10, licenses }, ME, wishes, NOW).map(({ product, license, decision }) => {
    const words = decision.ok ? decision.value.map(({ type }) => type).join('+') || 'already so' : decision.error
    return `${product} ${license.id}: ${words}`
  })
}

describe('claiming a key in the portal', () => {
  test('takes one license of each product, unless more are asked for', () => {
    const licenses = [seat('b', CT), seat('a', CT), seat('c', NET)]
    expect(claim(licenses)).toEqual(['ct a: associated', 'izot-net-server c: associated'])
    expect(claim(licenses, { product: CT, count: 2 })).toEqual(['ct a: associated', 'ct b: associated'])
    expect(claim(licenses, { product: NET, count: 5 }, { product: CT, count: 0 })).toEqual([
      'izot-net-server c: associated',
    ])
    expect(claim(licenses, { product: 'none' as ProductId, count: 1 })).toEqual([])
  })

  test('prefers what is mine already, then the idle, then those in use, and names a refusal last', () => {
    const mine = seat('z', CT, { associatedTo: ME })
    const idle = seat('y', CT)
    const inUse = seat('b', CT, { activatedOn: PC })
    const others = seat('a', CT, { associatedTo: OTHER })
    const all = [others, inUse, idle, mine]
    const ranked = ['ct z: already so', 'ct y: associated', 'ct b: associated', 'ct a: ASSOCIATED_ELSEWHERE']
    for (const count of [1, 2, 3, 4]) expect(claim(all, { product: CT, count })).toEqual(ranked.slice(0, count))
    expect(claim(all.toReversed(), { product: CT, count: 4 })).toEqual(ranked)
  })
})

describe('an undone return', () => {
  const returnedAt = NOW - LIMITS.supportUndoMs
  const ended: EndedActivation = { host: PC, generation: 3, returnedAt, releasedFrom: null, takenOver: false }
  const returned = seat('a', CT, { generation: 3, lastReturn: { host: PC, by: 'support' } })
  const undo = (license: License) => {
    const decision = decide(license, { type: 'undo-return', ended }, NOW)
    return decision.ok ? decision.value.map(({ type }) => type) : decision.error
  }

  test('is possible while the license is as the return left it', () => {
    expect(undo(returned)).toEqual(['activated'])
    expect(undo({ ...returned, lastReturn: { host: PC, by: 'owner' } })).toEqual(['activated'])
  })

  test.each<[string, Partial<License>]>([
    ['activated again', { activatedOn: ELSE }],
    ['activated and returned since', { generation: 4 }],
    ['last returned on another PC', { lastReturn: { host: ELSE, by: 'support' } }],
    ['returned by the PC itself', { lastReturn: { host: PC, by: 'host' } }],
    ['never returned, as far as it knows', { lastReturn: null }],
  ])('comes too late when it is %s', (_, facts) => {
    expect(undo({ ...returned, ...facts })).toBe('UNDO_TOO_LATE')
  })
})
