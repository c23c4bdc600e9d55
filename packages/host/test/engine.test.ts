import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

async function activateAll(on: Engine = engine) {
  const seen = valueOf(await on.lookUp({ key: peer.keyText }))
  return valueOf(await on.activate({ key: peer.keyText }, seen.licenses))
}

const filesIn = (name: string) => readdirSync(join(folder.path, name))

describe('activating', () => {
  test('looking up shows the licenses of the key and changes nothing', async () => {
    const seen = valueOf(await engine.lookUp({ key: peer.keyText }))
    expect(seen.licenses.map(({ product }) => product)).toEqual(['ct', 'izot-net-server'])
    expect(peer.licenses().every(({ activatedOn }) => activatedOn === null)).toBe(true)
    expect(filesIn('journal')).toEqual([])
  })

  test('an activated license lies on this PC, verified and valid, without network', async () => {
    await activateAll()
    await peer.close()
    const offline = await startEngine(settings(folder.path))
    const licenses = await offline.localLicenses()
    expect(licenses.map(({ state }) => state)).toEqual(['valid', 'valid'])
    expect(filesIn('journal')).toEqual([])
  })

  test('activating again is already so, and costs nothing', async () => {
    await activateAll()
    const again = await activateAll()
    expect(again.rows.map(({ status, alreadySo }) => [status, alreadySo])).toEqual([
      ['succeeded', true],
      ['succeeded', true],
    ])
    expect(peer.license('ct').generation).toBe(1)
  })

  test('the journal and the request never hold the key in plain', async () => {
    await activateAll()
    const written = peer.requests.map((jws) => Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
    expect(written.some((text) => text.includes(peer.keyText) || text.includes(peer.keyText.slice(0, 11)))).toBe(false)
  })

  test('a mistyped key is told here, with the correction, and nothing is sent', async () => {
    const wrong = peer.keyText.startsWith('7') ? `8${peer.keyText.slice(1)}` : `7${peer.keyText.slice(1)}`
    const seen = await engine.lookUp({ key: wrong })
    expect(codeOf(seen)).toBe('KEY_MALFORMED')
    expect(seen.ok ? {} : seen.error.facts).toMatchObject({ slip: 'wrong', group: 1, symbol: peer.keyText.slice(0, 1) })
    expect(peer.requests).toEqual([])
  })

  test('a key of another vendor is refused and leaves no journal entry', async () => {
    const refused = await engine.activate({ key: 'LEGACY-KEY-OF-OTHERS' }, [])
    expect(codeOf(refused)).toBe('KEY_UNKNOWN')
    expect(filesIn('journal')).toEqual([])
  })

  test('account and key associate, and the account alone sees the license then', async () => {
    const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
    const associated = valueOf(await engine.associate({ signIn, key: peer.keyText }))
    expect(associated.rows.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
    const seen = valueOf(await engine.lookUp({ signIn }))
    expect(seen.account?.name).toBe('ada')
    expect(seen.licenses.map(({ associatedTo }) => associatedTo.kind)).toEqual(['you', 'you'])
  })

  test('a wrong password is refused', async () => {
    expect(codeOf(await engine.signIn(LOGIN.login, 'wrong'))).toBe('SIGN_IN_FAILED')
  })
})

describe('returning', () => {
  test('a returned license leaves no file, but its receipt', async () => {
    await activateAll()
    const license = peer.license('ct')
    const returned = valueOf(await engine.returnLicenses({ key: peer.keyText }, [license.id]))
    expect(returned.rows[0]?.status).toBe('succeeded')
    expect(filesIn('licenses')).toHaveLength(1)
    expect(readFileSync(join(folder.path, 'receipts', `${license.id}.json`), 'utf8')).toContain('"receipt": "ey')
    expect(peer.license('ct').activatedOn).toBeNull()
  })

  test('a refused return leaves the license activated and its file here', async () => {
    await activateAll()
    const signIn = valueOf(await engine.signIn(LOGIN.login, LOGIN.password))
    const refused = valueOf(await engine.returnLicenses({ signIn }, [peer.license('ct').id]))
    expect(refused.rows[0]?.refusal?.code).toBe('KEY_REQUIRED')
    expect(filesIn('licenses')).toHaveLength(2)
    expect(peer.license('ct').activatedOn).toBe(engine.hostId)
  })

  test('a copy of a returned license file counts as returned', async () => {
    await activateAll()
    const license = peer.license('ct')
    const path = join(folder.path, 'licenses', `${license.id}.lic`)
    const copy = readFileSync(path)
    valueOf(await engine.returnLicenses({ key: peer.keyText }, [license.id]))
    writeFileSync(path, copy)
    const states = (await engine.localLicenses()).map(({ state }) => state)
    expect(states.toSorted()).toEqual(['returned', 'valid'])
  })

  test('a license returned and activated again lies here again', async () => {
    await activateAll()
    valueOf(await engine.returnLicenses({ key: peer.keyText }, [peer.license('ct').id]))
    await activateAll()
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
    expect(peer.license('ct').generation).toBe(2)
  })

  test('a host whose license Support returned keeps nothing, and is told why', async () => {
    await activateAll()
    const { id } = peer.license('ct')
    peer.supportReturn('ct')
    const renewed = valueOf(await engine.renew([id]))
    expect(renewed.rows[0]?.refusal?.code).toBe('RETURNED_BY_SUPPORT')
    expect(existsSync(join(folder.path, 'licenses', `${id}.lic`))).toBe(false)
    expect(filesIn('receipts')).toEqual([`${id}.json`])
  })

  test('asking Support opens a case', async () => {
    const ask = { reason: 'lost-pc' as const, licenseIds: [], email: 'ada@example.com', message: '' }
    const answer = valueOf(await engine.askSupport({ key: peer.keyText }, ask))
    expect(answer.returnRequest?.state).toBe('open')
  })
})

const inSixteenDays = () => Date.now() + 16 * 86_400_000

describe('leases', () => {
  test('a lease past its half is due, and renewing makes it new', async () => {
    await activateAll()
    expect(await engine.dueLicenses()).toEqual([])
    peer.clockOffsetMs = 16 * 86_400_000
    const then = await startEngine(settings(folder.path, { server: peer.url }), inSixteenDays)
    const due = await then.dueLicenses()
    expect(due).toHaveLength(2)
    valueOf(await then.renew(due))
    expect(await then.dueLicenses()).toEqual([])
    await then.close()
  })

  test('a clock set back does not lengthen a lease', async () => {
    peer.clockOffsetMs = 50 * 86_400_000
    await activateAll()
    valueOf(await engine.returnLicenses({ key: peer.keyText }, [peer.license('ct').id]))
    const mark = JSON.parse(readFileSync(join(folder.path, 'clock.json'), 'utf8')) as { serverTimeMs: number }
    expect(mark.serverTimeMs).toBeGreaterThan(Date.now() + 49 * 86_400_000)
  })
})
