import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOST_REQUEST_STEPS as SERVER_STEPS } from '../packages/server/src/failpoint.ts'
import { openPc, type Pc, type Shown } from './support/pc.ts'
import { openVendor, type Person, type Vendor } from './support/vendor.ts'

/**
 * The plug is pulled (SIGKILL) between any two steps of an activation or a return, on the PC or at the server: 50 rounds with real processes.
 * After the next start nothing is lost (gone here and in use there), nothing doubled (runs here and free there), nothing stuck.
 */
const ROUNDS = Number(process.env['LATCHKEY_PLUG_ROUNDS'] ?? 50)
/** PCs that are at it at the same time; more only wait for the two cores. */
const LANES = 3

const BOTH_STEPS = [
  'before-journal',
  'after-journal',
  'after-send',
  'after-answer-journaled',
  'after-apply',
  'after-journal-removed',
]
const WRITE_STEPS = ['inside-write:1', 'inside-write:2', 'inside-write:3']
const PC_STEPS = {
  activate: [
    ...BOTH_STEPS,
    'before-license-file',
    'after-license-file',
    'before-license-file:2',
    'after-license-file:2',
    ...WRITE_STEPS,
  ],
  return: [
    ...BOTH_STEPS,
    'after-receipt',
    'after-license-file-removed',
    'after-receipt:2',
    'after-license-file-removed:2',
    ...WRITE_STEPS,
  ],
} as const

type Operation = keyof typeof PC_STEPS

interface Round {
  readonly operation: Operation
  readonly dies: 'pc' | 'server'
  readonly step: string
  /** Whether this case is played for the first time. */
  readonly isFirst: boolean
}

/** Every step of either side in turn, for both operations, until there are {@link ROUNDS}. */
function rounds(): readonly Round[] {
  const operations: readonly Operation[] = ['activate', 'return']
  const cases: Round[] = []
  for (const operation of operations) {
    for (const step of PC_STEPS[operation]) cases.push({ operation, dies: 'pc', step, isFirst: true })
    for (const step of SERVER_STEPS) cases.push({ operation, dies: 'server', step, isFirst: true })
  }
  return Array.from({ length: ROUNDS }, (_, index) => {
    const round = cases[index % cases.length]
    if (round === undefined) throw new Error('no cases')
    return { ...round, isFirst: index < cases.length }
  })
}

interface Tally {
  done: number
  lost: number
  doubled: number
  stuck: number
  notKilled: number
}

const tally: Tally = { done: 0, lost: 0, doubled: 0, stuck: 0, notKilled: 0 }
let vendor: Vendor
let dying: Vendor
let owner: Readonly<Record<'vendor' | 'dying', Person>>

beforeAll(async () => {
  ;[vendor, dying] = await Promise.all([openVendor(), openVendor()])
  owner = { vendor: await vendor.createAccount('alice'), dying: await dying.createAccount('alice') }
})

afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
  await dying[Symbol.asyncDispose]()
})

describe(`the plug is pulled ${ROUNDS} times`, () => {
  test(
    'lost 0, doubled 0, stuck 0',
    async () => {
      const all = rounds().map((round, i) => ({ round, name: `PC-${i}` }))
      const onPc = all.filter(({ round }) => round.dies === 'pc')
      const onServer = all.filter(({ round }) => round.dies === 'server')
      const lane = async () => {
        for (let next = onPc.shift(); next !== undefined; next = onPc.shift()) {
          await playRound(vendor, owner.vendor, next.round, next.name)
        }
      }
      // The server that dies serves one PC at a time, so that each death is of the round that caused it.
      const serverLane = async () => {
        for (const { round, name } of onServer) await playRound(dying, owner.dying, round, name)
      }
      await Promise.all([serverLane(), ...Array.from({ length: LANES - 1 }, lane)])
      expect(tally).toEqual({ done: ROUNDS, lost: 0, doubled: 0, stuck: 0, notKilled: 0 })
    },
    60_000 + ROUNDS * 10_000,
  )
})

async function playRound(at: Vendor, person: Person, round: Round, name: string): Promise<void> {
  const { operation, dies, step, isFirst } = round
  const { id, key } = await at.issuePair()
  const pc = openPc(at, name)
  // By the key alone: with an account, `activate` takes everything that the account shows, the licenses of other rounds too.
  const shown: Shown = operation === 'activate' ? { key } : { account: person, key }
  if (operation === 'return' && (await pc.wizard(['activate'], { key })).exitCode !== 0)
    throw new Error('not activated')
  const words = operation === 'return' ? ['return', '--all'] : ['activate']

  if (dies === 'pc') {
    const killed = await pc.wizard(words, shown, { LATCHKEY_FAILPOINT: step })
    if (killed.signal !== 'SIGKILL') tally.notKilled += 1
  } else {
    await at.stop()
    await at.start({ LATCHKEY_FAILPOINT: step })
    const cut = await pc.wizard(words, shown)
    if (cut.exitCode === 0) tally.notKilled += 1
    await at.ended()
    await at.start()
  }

  // The next start finishes or undoes.
  const repaired = await pc.wizard(['repair'])
  if (repaired.exitCode !== 0) tally.stuck += 1
  compare(at, pc, id, `${operation} ${dies} ${step}`)

  // And whatever it was, doing it once more leads where it should have led. Each case once: it is the slowest part.
  if (isFirst) await doOnceMore(at, pc, { id, operation, words, shown })
  if (at.state(id).some(({ generation }) => generation > 1)) tally.doubled += 1
  tally.done += 1
}

interface Again {
  readonly id: string
  readonly operation: Operation
  readonly words: readonly string[]
  readonly shown: Shown
}

async function doOnceMore(at: Vendor, pc: Pc, { id, operation, words, shown }: Again): Promise<void> {
  const again = await pc.wizard(words, shown)
  const licenses = at.state(id)
  const isThere = licenses.every(({ activatedOn }) => (operation === 'activate') === (activatedOn !== null))
  // A return that was finished leaves nothing to return: being told so is not being stuck.
  if (!isThere || (again.exitCode !== 0 && operation === 'activate')) tally.stuck += 1
  compare(at, pc, id, `${operation}, once more`)
}

/** A file lies on the PC exactly for what the database says is active there. Looked at with the file system, past all of our code. */
function compare(at: Vendor, pc: Pc, keyId: string, when: string): void {
  const folder = join(pc.store, 'licenses')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.lic')) : []
  for (const { id, product, activatedOn } of at.state(keyId)) {
    const isHere = files.includes(`${id}.lic`)
    if (isHere === (activatedOn !== null)) continue
    tally[isHere ? 'doubled' : 'lost'] += 1
    process.stderr.write(`${isHere ? 'doubled' : 'lost'}: ${product} after ${when}\n`)
  }
}
