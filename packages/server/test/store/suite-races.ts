import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command, Store } from '../../src/store/store.ts'
import * as f from './fixtures.ts'

const ROUNDS = 5

/** Many at once, and anything in any order. */
export function describeRaces(store: () => Store): void {
  describe('races', () => {
    test('of 1,000 parallel activations of the last seat exactly one wins', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { keyId, licenseIds } = await f.issue(store())
        const hosts = Array.from({ length: 1_000 }, (_, index) => f.host(`racer-${index}`))
        const answers = await Promise.all(
          hosts.map((host) => f.done(store(), f.hostOperation(host, { key: keyId }, f.activate(keyId)))),
        )
        const words = answers.flatMap(({ rows }) => f.endings(rows))
        expect(words.filter((word) => word === 'succeeded')).toHaveLength(1)
        expect(words.filter((word) => word === 'ACTIVATED_ELSEWHERE')).toHaveLength(999)
        expect((await store().reads.license(licenseIds[0] ?? ''))?.generation).toBe(1)
      }
    })

    test('hosts of a key never exceed hostsMax, whoever comes at once', async () => {
      const { keyId } = await f.issue(store(), { products: [[f.CT, 10]], hostsMax: 3 })
      const hosts = Array.from({ length: 100 }, (_, index) => f.host(`many-${index}`))
      const answers = await Promise.all(
        hosts.map((host) => f.done(store(), f.hostOperation(host, { key: keyId }, f.activate(keyId)))),
      )
      const words = answers.flatMap(({ rows }) => f.endings(rows))
      expect(words.filter((word) => word === 'succeeded')).toHaveLength(3)
      expect(words.filter((word) => word === 'KEY_IN_USE')).toHaveLength(97)
    })

    test('return against support return against activation: each is done once or refused, and the rest agrees', async () => {
      for (let round = 0; round < ROUNDS * 4; round += 1) {
        const { keyId, licenseIds } = await f.issue(store())
        const [licenseId] = licenseIds
        if (licenseId === undefined) throw new Error('no license')
        await f.done(store(), f.hostOperation(f.PC1, { key: keyId }, f.activate(keyId)))
        const commands: Command[] = [
          f.hostOperation(f.PC1, { key: keyId }, f.returning(licenseId)),
          f.supportReturn({ licenseId }),
          f.hostOperation(f.PC2, { key: keyId }, f.activate(keyId)),
          f.hostOperation(f.PC2, { key: keyId }, f.returning(licenseId)),
        ]
        const turned = [...commands.slice(round % commands.length), ...commands.slice(0, round % commands.length)]
        await Promise.all(turned.map((command) => store().execute(command)))
      }
      expect(await store().reads.invariantViolations()).toEqual([])
    })

    test('after any walk of commands the invariants hold', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 40 }), async (steps) => {
          const issued = await f.issue(store(), {
            products: [
              [f.CT, 2],
              [f.NET_SERVER, 1],
            ],
            hostsMax: 2,
          })
          await Promise.all(steps.map((step) => store().execute(commandOf(step, issued))))
          expect(await store().reads.invariantViolations()).toEqual([])
        }),
        { numRuns: 40, seed: 1023 },
      )
    })
  })
}

type Step = Readonly<Record<'what' | 'host' | 'license' | 'proof', number>>

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  what: fc.nat(15),
  host: fc.nat(2),
  license: fc.nat(2),
  proof: fc.nat(5),
})

function commandOf({ what, host, license, proof }: Step, { keyId, licenseIds }: f.IssuedKey): Command {
  const pc = f.host(`walker-${host}`)
  const licenseId = licenseIds[license] ?? f.nextId('lic')
  const account = [f.ANN, f.BOB][proof % 3]
  const proofs = { ...(account && { account }), ...(proof < 3 && { key: keyId }) }
  switch (what) {
    case 0:
      return f.hostOperation(pc, proofs, { type: 'associate' })
    case 1:
    case 2:
      return f.hostOperation(pc, proofs, f.activate(keyId, license === 2 ? f.NET_SERVER : f.CT))
    case 3:
      return f.hostOperation(pc, proofs, f.returning(licenseId))
    case 4:
      return f.hostOperation(pc, proofs, f.renewing(licenseId))
    case 5:
      return f.supportReturn({ licenseId }, { releaseFromAccount: proof % 2 === 0 })
    case 6:
      return f.supportReturn({ keyId })
    case 7: {
      const standing = proof === 0 ? 'suspended' : 'good'
      return { ...f.staffBase(), type: 'set-standing', licenseId, standing, note: '' }
    }
    case 8:
      return { ...f.staffBase(), type: 'undo-return', target: { licenseId }, note: '' }
    case 9:
    case 10: {
      const owner = account ?? f.ANN
      return { ...byAccount(owner), type: 'owner-return', account: owner, licenseId, reason: 'lost-pc', note: '' }
    }
    case 11: {
      const owner = account ?? f.ANN
      return { ...byAccount(owner), type: 'claim-key', account: owner, keyId, seats: [] }
    }
    case 12: {
      const owner = account ?? f.ANN
      const id = f.nextId('trf')
      const offer = { licenseIds: [licenseId], email: 'x@y.example', tokenHash: `walk ${keyId} ${licenseId} ${owner}` }
      return { ...byAccount(owner), type: 'offer-transfer', id, account: owner, ...offer }
    }
    case 14:
      return f.hostOperation(pc, proofs, { type: 'emergency', rows: [{ licenseId }] })
    case 13: {
      const [from, to] = proof % 2 === 0 ? [f.ANN, f.BOB] : [f.BOB, f.ANN]
      const tokenHash = `walk ${keyId} ${licenseId} ${from}`
      return { ...byAccount(to), type: 'accept-transfer', account: to, tokenHash }
    }
    default: {
      const base = f.hostOperation(pc, proofs, { type: 'associate' })
      const request = { reason: 'dead-pc', licenseIds: [], email: 'w@b.example', message: '' } as const
      return { ...base, type: 'open-return-request', id: f.nextId('rr'), language: 'en', ...request }
    }
  }
}

function byAccount(id: typeof f.ANN) {
  const operation = { id: f.nextId('op') as string, caller: id, requestHash: 'hash' }
  return { operation, actor: { type: 'account', id }, at: f.NOW } as const
}
