import type { AccountId } from '@latchkey/core/ids'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ORGANIZATION } from './model/people.ts'
import { historyViolations, type Step, WAYS, World } from './model/world.ts'

/** 10,000 lives in the suite; `npm run proof:lives` for the long proof, of 100,000. */
const RUNS = Number(process.env['LATCHKEY_MODEL_RUNS'] ?? 10_000)
const STEPS_MAX = 30

const small = fc.nat(11)
const ask: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('ask' as const),
  // Few PCs meet often; all twelve are needed to fill ten seats.
  host: fc.oneof({ weight: 5, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: small }),
  account: fc.nat(2),
  key: fc.constantFrom(0, 0, 1, 2),
  intent: fc.constantFrom(
    'associate',
    'activate',
    'activate',
    'activate',
    'return',
    'return',
    'transfer',
    'renew',
    'fetch',
  ),
  rows: fc.nat(7),
  way: fc.constantFrom('answered', 'answered', 'reply-late', 'reply-late', ...WAYS),
})
const vendor: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('vendor' as const),
  license: fc.constantFrom(0, 0, 1, ...Array.from({ length: 14 }, (_, i) => i + 2)),
  command: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.boolean().map((releaseFromAccount) => ({ type: 'support-return', releaseFromAccount }) as const),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'support-release' } as const) },
    // An offer was accepted; as often as not by somebody who has the license already, or of one that is not theirs.
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('alice', 'bob'), fc.constantFrom('alice', 'bob'))
        .map(([from, to]) => ({ type: 'transfer', from: from as AccountId, to: to as AccountId }) as const),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('good', 'good', 'suspended', 'revoked')
        .map((standing) => ({ type: 'set-standing', standing }) as const),
    },
  ),
})
const PEOPLE = ['alice', 'bob', 'carl'] as readonly string[] as readonly AccountId[]
const person = fc.constantFrom(...PEOPLE)
const party = fc.constantFrom(...PEOPLE, ORGANIZATION)
const organization: fc.Arbitrary<Step> = fc
  .oneof(
    fc.record({
      type: fc.constantFrom('invite' as const, 'appoint' as const, 'remove' as const),
      who: person,
      whom: person,
    }),
    fc.record({ type: fc.constant('accept' as const), who: person, pick: fc.nat(3) }),
    fc.record({ type: fc.constant('receive' as const), who: person, isOwn: fc.boolean() }),
    fc.record({ type: fc.constant('close' as const), who: person }),
  )
  .map((taken) => ({ type: 'organization', step: taken }) as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: organization },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('give' as const), license: small, by: person, to: party }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('hand-over' as const), license: small, from: party, to: party }),
  },
  { weight: 10, arbitrary: ask },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('resend' as const), host: fc.nat(1), pick: small }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('deliver' as const), pick: small, keep: fc.boolean() }) },
  { weight: 2, arbitrary: vendor },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('clock' as const), pick: small }) },
)

test(`over ${RUNS} lives no license is lost, doubled or stuck, whatever crashes, is lost, doubled or late`, () => {
  let steps = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: STEPS_MAX, size: 'max' }), (life) => {
      const world = new World()
      for (const step of life) {
        world.run(step)
        steps += 1
        const violations = world.violations()
        if (violations.length > 0) throw new Error(violations.join('; '))
      }
      world.settle()
      const violations = [...world.violations(), ...world.disagreements(), ...historyViolations(world.server)]
      if (violations.length > 0) throw new Error(violations.join('; '))
    }),
    { numRuns: RUNS },
  )
  expect(steps).toBeGreaterThan(RUNS)
}, 1_800_000)
