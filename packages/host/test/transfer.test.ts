import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../src/engine.ts'
import { LOGIN, type Peer, startPeer } from './support/peer.ts'
import { codeOf, makeFolder, settings, startEngine, valueOf } from './support/pc.ts'

let peer: Peer
let folder: ReturnType<typeof makeFolder>
let engine: Engine

beforeEach(async () => {
  peer = await startPeer()
  folder = makeFolder()
  engine = await startEngine(settings(folder.path, { server: peer.url }))
})

afterEach(async () => {
  await engine.close()
  await peer.close()
  folder.forget()
})

/** Where each license is active, whether it has an owner, and how often it was activated. */
const states = () =>
  peer.licenses().map(({ activatedOn, associatedTo, generation }) => [activatedOn, associatedTo !== null, generation])
const ids = () => peer.licenses().map(({ id }) => id)

async function activateByKey(): Promise<void> {
  const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
  valueOf(await engine.activate({ key: peer.keyText }, licenses))
}

async function credentials() {
  return { signIn: valueOf(await engine.signIn(LOGIN.login, LOGIN.password)), key: peer.keyText }
}

test('licenses of this PC move to the account in one operation, and run on', async () => {
  await activateByKey()
  const moved = valueOf(await engine.transfer(await credentials(), ids()))
  expect(moved.rows.map(({ status, alreadySo }) => [status, alreadySo])).toEqual([
    ['succeeded', false],
    ['succeeded', false],
  ])
  expect(states()).toEqual([
    [engine.hostId, true, 2],
    [engine.hostId, true, 2],
  ])
  const locals = await engine.localLicenses()
  expect(locals.map((local) => [local.state, local.state === 'damaged' ? null : local.claims.account?.name])).toEqual([
    ['valid', 'ada'],
    ['valid', 'ada'],
  ])
})

test('a transfer whose answer was lost is finished at the next start, once', async () => {
  await activateByKey()
  peer.mishap = { type: 'lose-answer' }
  expect((await engine.transfer(await credentials(), ids())).ok).toBe(false)
  expect((await engine.pending()).map(({ what }) => what)).toEqual(['transfer'])
  peer.mishap = null
  expect(valueOf(await engine.repair())).toMatchObject([
    { what: 'transfer', outcome: 'finished', products: ['CT', 'IZOT-NET-SERVER'] },
  ])
  expect(states().map(([, , generation]) => generation)).toEqual([2, 2])
  expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
})

test('a transfer that never reached the server is undone at the next start: the licenses are as they were', async () => {
  await activateByKey()
  const proof = await credentials()
  peer.mishap = { type: 'cut' }
  expect((await engine.transfer(proof, ids())).ok).toBe(false)
  peer.mishap = { type: 'problem', code: 'SIGN_IN_EXPIRED' }
  expect(valueOf(await engine.repair())).toMatchObject([{ what: 'transfer', outcome: 'undone' }])
  expect(states()).toEqual([
    [engine.hostId, false, 1],
    [engine.hostId, false, 1],
  ])
  expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
})

test.each([
  ['done', 'lose-answer', 'finished'],
  ['never done', 'cut', 'undone'],
] as const)('a transfer so old that the server has forgotten it, %s, is told as it is', async (_, mishap, outcome) => {
  await activateByKey()
  const proof = await credentials()
  peer.mishap = { type: mishap }
  await engine.transfer(proof, ids())
  peer.mishap = null
  peer.forgetOperations()
  expect(valueOf(await engine.repair())).toMatchObject([{ what: 'transfer', outcome }])
  expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
})

test('a transfer done already does nothing again', async () => {
  await activateByKey()
  const proof = await credentials()
  valueOf(await engine.transfer(proof, ids()))
  const again = valueOf(await engine.transfer(proof, ids()))
  expect(again.rows.map(({ alreadySo }) => alreadySo)).toEqual([true, true])
  expect(states().map(([, , generation]) => generation)).toEqual([2, 2])
})

test('only the licenses named move', async () => {
  await activateByKey()
  valueOf(await engine.transfer(await credentials(), [peer.license('ct').id]))
  expect(states()).toEqual([
    [engine.hostId, true, 2],
    [engine.hostId, false, 1],
  ])
})

test('without the key a license does not move', async () => {
  await activateByKey()
  const { signIn } = await credentials()
  const refused = valueOf(await engine.transfer({ signIn }, [peer.license('ct').id]))
  expect(refused.rows.map(({ refusal }) => refusal?.code)).toEqual(['KEY_REQUIRED'])
  expect(codeOf(await engine.transfer({ signIn, key: `${peer.keyText.slice(0, -1)}?` }, ids()))).toBe('KEY_MALFORMED')
  expect(states().map(([, , generation]) => generation)).toEqual([1, 1])
})
