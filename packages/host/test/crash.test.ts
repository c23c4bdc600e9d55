import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FAILPOINTS } from '../src/failpoints.ts'
import { LOGIN, type Mishap, type Peer, startPeer } from './support/peer.ts'
import { codeOf, makeFolder, settings, startEngine, valueOf } from './support/pc.ts'
import { type Ended, runChild } from './support/run-child.ts'

let peer: Peer
let folder: ReturnType<typeof makeFolder>

beforeEach(async () => {
  peer = await startPeer()
  folder = makeFolder()
})

afterEach(async () => {
  await peer.close()
  folder.forget()
})

function wizard(action: 'activate' | 'return' | 'transfer', failpoint: string): Promise<Ended> {
  return runChild([action, peer.keyText], {
    LATCHKEY_STORE: folder.path,
    LATCHKEY_SERVER: peer.url,
    LATCHKEY_FAILPOINT: failpoint,
  })
}

/** The same without a kill, in this process: starting one takes a second. */
async function carryOut(action: 'activate' | 'return'): Promise<void> {
  const engine = await startEngine(settings(folder.path, { server: peer.url }))
  const key = peer.keyText
  if (action === 'activate') {
    valueOf(await engine.activate({ key }, valueOf(await engine.lookUp({ key })).licenses))
  } else {
    const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
    const ids = (await engine.localLicenses()).flatMap(({ licenseId }) => licenseId ?? [])
    valueOf(await engine.returnLicenses({ signIn, key }, ids))
  }
  await engine.close()
}

function leftovers(): readonly string[] {
  return readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
}

/** What must hold after every repair: a file lies here exactly for what the server says is active here. */
async function expectAgreement(): Promise<void> {
  const engine = await startEngine(settings(folder.path, { server: peer.url }))
  valueOf(await engine.repair())
  expect(await engine.pending()).toEqual([])
  const here = peer.licenses().filter(({ activatedOn }) => activatedOn === engine.hostId)
  const local = await engine.localLicenses()
  expect(new Set(local.map(({ licenseId }) => licenseId))).toEqual(new Set(here.map(({ id }) => id)))
  expect(local).toHaveLength(here.length)
  expect(local.every(({ state }) => state === 'valid')).toBe(true)
  expect([...peer.effects.values()].every((count) => count === 1)).toBe(true)
  await engine.close()
}

/** Steps that are reached once per license: dying at the second leaves the first done. */
const REPEATED = [
  'before-license-file:2',
  'after-license-file:2',
  'after-receipt:2',
  'after-license-file-removed:2',
  ...[1, 2, 3, 4, 5, 6, 7].map((time) => `inside-write:${time}`),
]
const ONLY_ACTIVATING = new Set(['before-license-file', 'after-license-file'])
const ONLY_RETURNING = new Set(['after-receipt', 'after-license-file-removed'])
// Requests by file have their own test (packages/wizard/test/commands/offline.test.ts).
const STEPS = [...FAILPOINTS.filter((step) => step !== 'inside-write' && step !== 'after-request-file'), ...REPEATED]
const nameOf = (failpoint: string) => failpoint.split(':')[0] ?? ''

describe('killed at a named step', () => {
  test.each(STEPS.filter((step) => !ONLY_RETURNING.has(nameOf(step))))(
    'an activation killed at %s is finished or undone at the next start',
    async (failpoint) => {
      expect(await wizard('activate', failpoint)).toMatchObject({ signal: 'SIGKILL' })
      await expectAgreement()
      await carryOut('activate')
      await expectAgreement()
      expect(peer.licenses().map(({ generation }) => generation)).toEqual([1, 1])
      expect(leftovers()).toEqual([])
    },
  )

  test.each(STEPS.filter((step) => !ONLY_ACTIVATING.has(nameOf(step)) && !/^inside-write:[167]$/.test(step)))(
    'a return killed at %s is finished or undone at the next start',
    async (failpoint) => {
      await carryOut('activate')
      expect(await wizard('return', failpoint)).toMatchObject({ signal: 'SIGKILL' })
      await expectAgreement()
      if (peer.license('ct').activatedOn !== null) {
        await carryOut('return')
      }
      await expectAgreement()
      expect(peer.licenses().map(({ activatedOn, associatedTo }) => [activatedOn, associatedTo !== null])).toEqual([
        [null, true],
        [null, true],
      ])
    },
  )
})

/** All of a transfer, or nothing: of each license the owner and the generation say the same, and it is active here throughout. */
describe('a transfer killed at a named step', () => {
  test.each(STEPS.filter((step) => !ONLY_RETURNING.has(nameOf(step)) && nameOf(step) !== 'inside-write'))(
    'at %s is finished or has not happened, and the licenses run on',
    async (failpoint) => {
      await carryOut('activate')
      expect(await wizard('transfer', failpoint)).toMatchObject({ signal: 'SIGKILL' })
      await expectAgreement()
      const isDone = failpoint !== 'before-journal'
      const states = peer.licenses().map(({ activatedOn, associatedTo, generation }) => ({
        active: activatedOn !== null,
        owned: associatedTo !== null,
        generation,
      }))
      expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(
        new Set([JSON.stringify({ active: true, owned: isDone, generation: isDone ? 2 : 1 })]),
      )
      expect(leftovers()).toEqual([])
    },
  )
})

async function activate(mishap: Mishap): Promise<{ readonly code: string; readonly pending: number }> {
  const engine = await startEngine(settings(folder.path, { server: peer.url }))
  const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
  peer.mishap = mishap
  const code = codeOf(await engine.activate({ key: peer.keyText }, licenses))
  const pending = (await engine.pending()).length
  await engine.close()
  peer.mishap = null
  return { code, pending }
}

describe('an answer that does not come', () => {
  test('a lost answer leaves the operation pending, and the next start finishes it', async () => {
    expect(await activate({ type: 'lose-answer' })).toEqual({ code: 'NETWORK_REFUSED', pending: 1 })
    await expectAgreement()
    expect(peer.license('ct').activatedOn).not.toBeNull()
  })

  test('a request cut on its way is finished at the next start', async () => {
    expect(await activate({ type: 'cut' })).toEqual({ code: 'NETWORK_REFUSED', pending: 1 })
    await expectAgreement()
    expect(peer.license('ct').activatedOn).not.toBeNull()
  })

  test('an answer signed by somebody else is not applied, and stays pending', async () => {
    expect(await activate({ type: 'forge' })).toEqual({ code: 'RESPONSE_UNTRUSTED', pending: 1 })
    await expectAgreement()
  })

  test('an answer to another request is not applied, and stays pending', async () => {
    expect(await activate({ type: 'mix-up' })).toEqual({ code: 'RESPONSE_NOT_FOR_THIS_HOST', pending: 1 })
    await expectAgreement()
  })

  test.each(['SERVER_ERROR', 'OPERATION_IN_FLIGHT'] as const)('%s tells nothing for certain: pending', async (code) => {
    expect(await activate({ type: 'problem', code })).toEqual({ code, pending: 1 })
    await expectAgreement()
  })

  test.each(['RATE_LIMITED', 'SIGN_IN_EXPIRED', 'CLOCK_SKEW', 'REQUEST_STALE', 'KEY_UNKNOWN', 'SERVER_BUSY'] as const)(
    '%s is undone at once',
    async (code) => {
      expect(await activate({ type: 'problem', code })).toEqual({ code, pending: 0 })
      expect(peer.license('ct').activatedOn).toBeNull()
    },
  )

  test('while the server is away, what is pending stays so, and the licenses here are still read', async () => {
    await carryOut('activate')
    expect(await wizard('return', 'after-journal')).toMatchObject({ signal: 'SIGKILL' })
    const gone = await startPeer()
    await gone.close()
    const engine = await startEngine(settings(folder.path, { server: gone.url }))
    expect(codeOf(await engine.repair())).toBe('NETWORK_REFUSED')
    const [pending] = await engine.pending()
    expect(pending?.what).toBe('return')
    expect(pending?.products.toSorted()).toEqual(['CT', 'IZOT-NET-SERVER'])
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
    await engine.close()
    await expectAgreement()
  })

  test('what was begun before is settled before anything new is asked for', async () => {
    expect(await wizard('activate', 'after-send')).toMatchObject({ signal: 'SIGKILL' })
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    valueOf(await engine.renew([peer.license('ct').id]))
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
    await engine.close()
  })
})

describe('an operation that the server has forgotten', () => {
  test('when it had been done, its licenses are fetched by the device key alone', async () => {
    expect(await activate({ type: 'lose-answer' })).toMatchObject({ pending: 1 })
    peer.forgetOperations()
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    const [repaired] = valueOf(await engine.repair())
    expect(repaired).toMatchObject({ what: 'activate', outcome: 'finished', refusal: null })
    expect(repaired?.products.toSorted()).toEqual(
      peer
        .licenses()
        .map(({ product }) => product.toUpperCase())
        .toSorted(),
    )
    await engine.close()
    await expectAgreement()
    expect(peer.licenses().map(({ generation }) => generation)).toEqual([1, 1])
  })

  test('when it had not been done, it is undone', async () => {
    expect(await wizard('activate', 'after-journal')).toMatchObject({ signal: 'SIGKILL' })
    const [name = ''] = readdirSync(join(folder.path, 'journal'))
    const entry = JSON.parse(readFileSync(join(folder.path, 'journal', name), 'utf8')) as { request: string }
    peer.requests.push(entry.request)
    peer.forgetOperations()
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    const [repaired] = valueOf(await engine.repair())
    expect(repaired).toMatchObject({ what: 'activate', outcome: 'undone', refusal: { code: 'REQUEST_STALE' } })
    await engine.close()
    await expectAgreement()
    expect(peer.license('ct').activatedOn).toBeNull()
  })

  test('a return that had been done is finished: the file goes', async () => {
    await carryOut('activate')
    expect(await wizard('return', 'after-send')).toMatchObject({ signal: 'SIGKILL' })
    peer.forgetOperations()
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    expect(valueOf(await engine.repair())).toMatchObject([{ what: 'return', outcome: 'finished', refusal: null }])
    await engine.close()
    await expectAgreement()
    expect(readdirSync(join(folder.path, 'licenses'))).toEqual([])
  })

  test('stays in the journal until the fetched files are here', async () => {
    expect(await activate({ type: 'lose-answer' })).toMatchObject({ pending: 1 })
    peer.forgetOperations()
    expect(
      await runChild(['repair', peer.keyText], {
        LATCHKEY_STORE: folder.path,
        LATCHKEY_SERVER: peer.url,
        LATCHKEY_FAILPOINT: 'before-license-file',
      }),
    ).toMatchObject({ signal: 'SIGKILL' })
    await expectAgreement()
    expect(peer.license('ct').activatedOn).not.toBeNull()
  })
})

describe('a restored backup', () => {
  test('an old store brings back nothing that was returned since', async () => {
    await carryOut('activate')
    const backup = makeFolder()
    cpSync(folder.path, backup.path, { recursive: true })
    await carryOut('return')
    const engine = await startEngine(settings(backup.path, { server: peer.url }))
    const answer = valueOf(
      await engine.renew((await engine.localLicenses()).flatMap(({ licenseId }) => licenseId ?? [])),
    )
    expect(answer.rows.map(({ refusal }) => refusal?.code)).toEqual(['NOT_ACTIVATED_HERE', 'NOT_ACTIVATED_HERE'])
    expect(readdirSync(join(backup.path, 'licenses'))).toEqual([])
    await engine.close()
    backup.forget()
  })

  test('an operation repeated from an old journal does not bring back an old file', async () => {
    expect(await wizard('activate', 'after-send')).toMatchObject({ signal: 'SIGKILL' })
    const backup = makeFolder()
    cpSync(folder.path, backup.path, { recursive: true })
    const engine = await startEngine(settings(folder.path, { server: peer.url }))
    valueOf(await engine.repair())
    valueOf(await engine.returnLicenses({ key: peer.keyText }, [peer.license('ct').id]))
    cpSync(join(backup.path, 'journal'), join(folder.path, 'journal'), { recursive: true })
    valueOf(await engine.repair())
    expect(readdirSync(join(folder.path, 'licenses'))).toEqual([`${peer.license('izot-net-server').id}.lic`])
    await engine.close()
    backup.forget()
  })
})
