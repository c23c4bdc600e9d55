import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../src/engine.ts'
import { transferLicenses } from '../src/transfer.ts'
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

const states = () => peer.licenses().map(({ activatedOn, associatedTo }) => [activatedOn, associatedTo !== null])

async function activateByKey(): Promise<void> {
  const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
  valueOf(await engine.activate({ key: peer.keyText }, licenses))
}

test('licenses of this PC move to the account and run on', async () => {
  await activateByKey()
  const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
  const moved = valueOf(await transferLicenses(engine, { signIn, key: peer.keyText }))
  expect(moved.rows.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  expect(states()).toEqual([
    [engine.hostId, true],
    [engine.hostId, true],
  ])
  expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
})

test('a transfer interrupted after the return is carried on by asking for it again', async () => {
  await activateByKey()
  const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
  const ids = peer.licenses().map(({ id }) => id)
  valueOf(await engine.returnLicenses({ signIn, key: peer.keyText }, ids))
  const moved = valueOf(await transferLicenses(engine, { signIn, key: peer.keyText }))
  expect(moved.returned).toBeNull()
  expect(states()).toEqual([
    [engine.hostId, true],
    [engine.hostId, true],
  ])
})

test('a transfer done already does nothing again', async () => {
  await activateByKey()
  const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
  valueOf(await transferLicenses(engine, { signIn, key: peer.keyText }))
  expect(valueOf(await transferLicenses(engine, { signIn, key: peer.keyText }))).toMatchObject({
    returned: null,
    activated: null,
  })
})

test('only the licenses named move', async () => {
  await activateByKey()
  const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
  valueOf(await transferLicenses(engine, { signIn, key: peer.keyText }, [peer.license('ct').id]))
  expect(states()).toEqual([
    [engine.hostId, true],
    [engine.hostId, false],
  ])
})

test('without the key a license does not move', async () => {
  const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
  expect(codeOf(await transferLicenses(engine, { signIn }))).toBe('KEY_REQUIRED')
})
