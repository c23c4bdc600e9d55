import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEngine } from '../src/create-engine.ts'
import type { Engine } from '../src/engine.ts'
import { thisMachine } from '../src/machine.ts'
import { takeStoreLock } from '../src/store-lock.ts'
import { type Peer, startPeer } from './support/peer.ts'
import { codeOf, makeFolder, settings, startEngine, valueOf } from './support/pc.ts'
import { runChildOnFullDisk } from './support/run-child.ts'

let peer: Peer
let folder: ReturnType<typeof makeFolder>
let engines: Engine[]

beforeEach(async () => {
  peer = await startPeer()
  folder = makeFolder()
  engines = []
})

afterEach(async () => {
  for (const engine of engines) await engine.close()
  await peer.close()
  folder.forget()
})

async function start(path = folder.path, changes = {}): Promise<Engine> {
  const engine = await startEngine(settings(path, { server: peer.url, ...changes }))
  engines.push(engine)
  return engine
}

const tryToStart = (store: string) =>
  createEngine(settings(store), { now: Date.now, randomBytes, machine: thisMachine() })

async function activate(engine: Engine) {
  return engine.activate({ key: peer.keyText }, valueOf(await engine.lookUp({ key: peer.keyText })).licenses)
}

const states = async (engine: Engine) => (await engine.localLicenses()).map(({ state }) => state)

const pathOf = (product: string) => join(folder.path, 'licenses', `${peer.license(product).id}.lic`)

describe('the device key', () => {
  test('is made once and readable by its owner alone', async () => {
    const first = await start()
    const second = await start()
    expect(second.hostId).toBe(first.hostId)
    expect(statSync(join(folder.path, 'device-key.pem')).mode & 0o777).toBe(0o600)
  })

  test('two starts at the same moment agree on one', async () => {
    const both = await Promise.all([start(), start()])
    expect(both[0].hostId).toBe(both[1].hostId)
  })

  test('a damaged or foreign one is refused with its path, and left as it is', async () => {
    const path = join(folder.path, 'device-key.pem')
    const { privateKey } = generateKeyPairSync('ed25519')
    const foreign = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (const content of ['', 'no key', foreign, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n']) {
      writeFileSync(path, content)
      const engine = await tryToStart(folder.path)
      expect(engine).toMatchObject({ ok: false, error: { code: 'DEVICE_KEY_DAMAGED', facts: { path } } })
      expect(readFileSync(path, 'utf8')).toBe(content)
    }
  })
})

describe('a store that a newer License Wizard has kept', () => {
  test.each(['server.json', 'clock.json', 'journal/op_1.json', 'receipts/lic_1.json', 'requests/rr_1.json'])(
    'is refused for %s, with its path, and nothing in it is written over',
    async (name) => {
      await (await start()).lookUp({ key: peer.keyText })
      const path = join(folder.path, ...name.split('/'))
      mkdirSync(join(folder.path, 'requests'), { recursive: true })
      writeFileSync(path, '{"version":2,"unknown":true}')
      expect(await tryToStart(folder.path)).toMatchObject({
        ok: false,
        error: { code: 'STORE_NEWER', facts: { path } },
      })
      expect(readFileSync(path, 'utf8')).toBe('{"version":2,"unknown":true}')
    },
  )

  test.each(['{"version":1}', '{"version":"2"}', 'no json', '[]', ''])(
    'not for a record that is only damaged: %s',
    async (record) => {
      await start()
      writeFileSync(join(folder.path, 'clock.json'), record)
      expect((await tryToStart(folder.path)).ok).toBe(true)
    },
  )
})

describe('a store that cannot be written', () => {
  test('below a file: refused with the path', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    const engine = await tryToStart(join(file, 'store'))
    expect(codeOf(engine)).toBe('STORE_DENIED')
    expect(engine.ok ? '' : engine.error.facts.path).toContain(file)
  })

  test('where the system lets nobody write: refused', async () => {
    expect(codeOf(await tryToStart('/proc/latchkey'))).toBe('STORE_DENIED')
  })

  test('a journal that cannot be written stops the operation before anything is sent', async () => {
    const engine = await start()
    const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
    rmSync(join(folder.path, 'journal'), { recursive: true })
    writeFileSync(join(folder.path, 'journal'), 'in the way')
    const sent = peer.requests.length
    expect(codeOf(await engine.activate({ key: peer.keyText }, licenses))).toBe('STORE_DENIED')
    expect(peer.requests).toHaveLength(sent)
    expect((await engine.examine()).checks.some(({ status }) => status === 'failed')).toBe(true)
  })

  test.skipIf(process.platform === 'win32')(
    'a full disk loses nothing: the answer is fetched again when there is room',
    async () => {
      const env = { LATCHKEY_STORE: folder.path, LATCHKEY_SERVER: peer.url }
      const ended = await runChildOnFullDisk(4, ['activate', peer.keyText], env)
      expect(ended).toMatchObject({ stderr: 'STORE_DENIED', code: 0 })
      expect(peer.license('ct').activatedOn).not.toBeNull()
      const engine = await start()
      expect(await engine.pending()).toHaveLength(1)
      expect(valueOf(await engine.repair())).toMatchObject([{ what: 'activate', outcome: 'finished' }])
      expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
    },
  )

  test('licenses in the way of a directory are not overwritten', async () => {
    const engine = await start()
    mkdirSync(join(folder.path, 'licenses', `${peer.license('ct').id}.lic`), { recursive: true })
    expect(codeOf(await activate(engine))).toBe('STORE_DENIED')
    expect(await engine.pending()).toHaveLength(1)
  })
})

describe('damaged files', () => {
  test.each([
    ['empty', () => ''],
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['edited', (text: string) => text.replace(/[A-Za-z](?=\n-----END)/, (letter) => (letter === 'A' ? 'B' : 'A'))],
    ['something else', () => 'MZ\u0000\u0001'],
  ])('a license file that is %s is a row of its own, and repair fetches it again', async (_, damage) => {
    const engine = await start()
    valueOf(await activate(engine))
    const path = pathOf('ct')
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    const local = await engine.localLicenses()
    expect(local.map(({ state }) => state).toSorted()).toEqual(['damaged', 'valid'])
    expect(local.find(({ state }) => state === 'damaged')).toMatchObject({
      licenseId: peer.license('ct').id,
      refusal: { code: 'STORE_DAMAGED', facts: { path } },
    })
    expect((await engine.examine()).verdict?.code).toBe('STORE_DAMAGED')
    expect(valueOf(await engine.repair())).toMatchObject([{ what: 'fetch', outcome: 'finished', products: ['CT'] }])
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
  })

  test('a damaged file of a license that is no longer here is removed, and told', async () => {
    const engine = await start()
    valueOf(await activate(engine))
    writeFileSync(pathOf('ct'), 'broken')
    peer.supportReturn('ct')
    expect(valueOf(await engine.repair())).toMatchObject([
      { what: 'fetch', outcome: 'undone', refusal: { code: 'RETURNED_BY_SUPPORT' } },
    ])
    expect(await engine.localLicenses()).toHaveLength(1)
  })

  test('a license file under the name of another is damaged', async () => {
    const engine = await start()
    valueOf(await activate(engine))
    writeFileSync(pathOf('ct'), readFileSync(pathOf('izot-net-server')))
    expect((await engine.localLicenses()).map(({ state }) => state).toSorted()).toEqual(['damaged', 'valid'])
  })

  test('a journal entry that cannot be read is told, and repair brings this PC in line with the server', async () => {
    const engine = await start()
    valueOf(await activate(engine))
    const path = join(folder.path, 'journal', 'op_00000000000000000000.json')
    writeFileSync(path, '{"version":1,')
    expect((await engine.examine()).verdict).toMatchObject({ code: 'STORE_DAMAGED', facts: { path } })
    expect(valueOf(await engine.repair())).toMatchObject([{ what: 'fetch', outcome: 'finished' }])
    expect(readdirSync(join(folder.path, 'journal'))).toEqual([])
  })

  test('a license file that no known key vouches for is not valid, and one contact makes it so', async () => {
    valueOf(await activate(await start()))
    rmSync(join(folder.path, 'server.json'))
    expect(await states(await startEngine(settings(folder.path)))).toEqual(['damaged', 'damaged'])
    const engine = await start()
    valueOf(await engine.lookUp({ key: peer.keyText }))
    expect(await states(engine)).toEqual(['valid', 'valid'])
  })

  test('repair finds the server anew and keeps the licenses', async () => {
    valueOf(await activate(await start()))
    rmSync(join(folder.path, 'server.json'))
    const engine = await start()
    expect(valueOf(await engine.repair())).toMatchObject([{ what: 'fetch', outcome: 'finished' }])
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['valid', 'valid'])
  })

  test('license files of another PC are told apart', async () => {
    valueOf(await activate(await start()))
    const other = makeFolder()
    const engine = await start(other.path)
    valueOf(await engine.lookUp({ key: peer.keyText }))
    mkdirSync(join(other.path, 'licenses'), { recursive: true })
    const name = `${peer.license('ct').id}.lic`
    writeFileSync(join(other.path, 'licenses', name), readFileSync(join(folder.path, 'licenses', name)))
    expect((await engine.localLicenses()).map(({ state }) => state)).toEqual(['wrong-host'])
    expect((await engine.examine()).verdict?.code).toBe('HOST_MISMATCH')
    other.forget()
  })
})

describe('two wizards at once', () => {
  test('the second waits for the first, and both succeed', async () => {
    const [one, two] = await Promise.all([start(), start()])
    const answers = await Promise.all([activate(one), activate(two)])
    expect(answers.map(({ ok }) => ok)).toEqual([true, true])
    expect(peer.license('ct').generation).toBe(1)
  })

  test('one that does not finish in time: STORE_BUSY, nothing changed, and reading still works', async () => {
    const engine = await start(folder.path, { lockTimeoutMs: 100 })
    const { licenses } = valueOf(await engine.lookUp({ key: peer.keyText }))
    const lock = await takeStoreLock(folder.path, 0)
    expect(codeOf(await engine.activate({ key: peer.keyText }, licenses))).toBe('STORE_BUSY')
    expect(await engine.localLicenses()).toEqual([])
    lock?.release()
    expect(codeOf(await engine.activate({ key: peer.keyText }, licenses))).toBe('not refused')
  })
})
