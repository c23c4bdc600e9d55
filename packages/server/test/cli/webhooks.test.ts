import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../webhooks/receiver.ts'
import { latchkey, startLatchkey, temporaryFolder } from './latchkey.ts'

const LOOPBACK = { LATCHKEY_WEBHOOKS_LOOPBACK: '1' }

describe('latchkey webhooks', () => {
  let data = ''
  let receiver: Receiver
  beforeEach(async () => {
    data = join(temporaryFolder(), 'data')
    receiver = await startReceiver()
    await latchkey(['init'], { data })
  })
  afterEach(async () => receiver.close())

  async function json(words: readonly string[]) {
    const { stdout, stderr, exitCode } = await latchkey([...words, '--json'], { data })
    if (exitCode !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }
  const serve = (env: Readonly<Record<string, string>> = {}) =>
    startLatchkey(['serve'], { data, env: { ...LOOPBACK, ...env } })

  it('lets an operator add, try, look at, send again and end one', async () => {
    await serve()
    const { id, secret } = await json([
      'webhooks',
      'add',
      `${receiver.url}/in`,
      '--topic',
      'key.issued',
      '--description',
      'Shop',
    ])
    const sent = await json(['webhooks', 'test', id])
    const [message] = await receiver.waitFor(1)
    expect(message?.id).toBe(sent.id)
    const headers = message?.headers as Record<string, string>
    expect(new Webhook(secret).verify(message?.body ?? '', headers)).toMatchObject({ type: 'webhook.test' })
    const log = async () => (await json(['webhooks', 'log', id])).deliveries[0]
    await expect.poll(async () => (await log()).state, { timeout: 10_000 }).toBe('delivered')
    expect(await log()).toMatchObject({ status: 204, attempts: 1 })
    await json(['webhooks', 'replay', sent.id])
    const [, again] = await receiver.waitFor(2)
    expect([again?.id, again?.body]).toEqual([message?.id, message?.body])
    expect((await json(['webhooks', 'rotate', id])).secret).not.toBe(secret)
    expect(await json(['webhooks', 'switch', id, '--off'])).toMatchObject({ enabled: false })
    const list = await latchkey(['webhooks', 'list'], { data })
    expect(list.stdout).toMatch(/^Webhook .*\nwhk_\w{20} +off +0 +0 +1 +http:\S+\/in\n$/)
    await json(['webhooks', 'remove', id])
    expect((await latchkey(['webhooks', 'list'], { data })).stdout).toBe('No webhooks.\n')
  })

  it('says why an address or a topic is refused', async () => {
    await serve({ LATCHKEY_WEBHOOKS_LOOPBACK: '0' })
    const refused = await latchkey(['webhooks', 'add', receiver.url], { data })
    expect(refused).toMatchObject({ stdout: '', exitCode: 90 })
    expect(refused.stderr).toContain('Nothing can be sent to this address.')
    const unknown = await latchkey(['webhooks', 'add', receiver.url, '--topic', 'license.stolen'], { data })
    expect(unknown).toMatchObject({ stdout: '', exitCode: 2 })
    expect(unknown.stderr).toContain('There is no topic license.stolen.')
    for (const words of [
      ['test', 'x'],
      ['rotate', 'x'],
      ['log', 'x'],
      ['replay', 'x'],
      ['remove', 'x'],
    ]) {
      expect(await latchkey(['webhooks', ...words], { data })).toMatchObject({ stdout: '', exitCode: 49 })
    }
  })

  it('a server killed between sending a message and noting it sends it again, under the same id: nothing is lost', async () => {
    const first = await serve()
    const { id, secret } = await json(['webhooks', 'add', receiver.url, '--topic', 'key.issued'])
    await json(['products', 'put', 'ct', '--name', 'Commissioning Tool'])
    await first.stop()
    const doomed = await serve({ LATCHKEY_FAILPOINT: 'webhook-sent' })
    await json(['keys', 'issue', '--order', 'SO-1', '--product', 'ct:1'])
    await receiver.waitFor(1)
    expect(await doomed.ended).toMatchObject({ exitCode: null })
    await serve()
    await receiver.waitFor(2)
    const [lost, found] = receiver.received
    expect(found?.id).toBe(lost?.id)
    expect(found?.body).toBe(lost?.body)
    expect(new Webhook(secret).verify(found?.body ?? '', found?.headers as Record<string, string>)).toBeTruthy()
    const state = async () =>
      (await json(['webhooks', 'log', id])).deliveries.map((sent: { state: string }) => sent.state)
    await expect.poll(state, { timeout: 10_000 }).toEqual(['delivered'])
  })
})
