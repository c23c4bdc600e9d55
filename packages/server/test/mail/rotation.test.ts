import type { AccountId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { good, openPerson, type Person } from '../http/people.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { openPostbox, type Postbox } from './postbox.ts'

/** What owners hear when a key of theirs is replaced, through a real SMTP server. */

let server: TestServer
let postbox: Postbox

beforeAll(async () => {
  server = await startServer()
  postbox = await openPostbox(server)
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

async function speaking(name: string, language: Language): Promise<Person> {
  const person = await openPerson(server, name)
  await good(person.client.call('setMyProfile', { body: { language } }))
  return person
}

const claim = async ({ client }: Person, key: string, account?: AccountId) =>
  good(client.call('claimKey', { body: { key }, ...(account === undefined ? {} : { account }) }))

/** Subject and text of what came in, by address. */
async function collected(): Promise<Readonly<Record<string, string>>> {
  const mails = await postbox.collect()
  const read = mails.map(({ to, parsed }) => [to.join(), `${parsed.subject}\n${parsed.text}`] as const)
  expect(new Set(read.map(([to]) => to)).size).toBe(read.length)
  return Object.fromEntries(read)
}

test('a new key for somebody who is named: every owner is told that there is one, in their language, and not what it is', async () => {
  const [greta, hana, jo] = [await speaking('greta', 'de'), await speaking('hana', 'ja'), await speaking('jo', 'fr')]
  const acme = (await good(hana.client.call('createOrganization', { body: { name: 'Acme' } }))).id as AccountId
  await good(hana.client.call('inviteOwner', { params: { id: acme }, body: { email: jo.email } }))
  const { token } = await postbox.linkTo(jo.email)
  await good(jo.client.call('acceptInvitation', { body: { token } }))
  const { id, key } = await server.issue({ order: 'O-77', products: [{ product: 'ct', seats: 2 }] })
  await claim(greta, key)
  await claim(hana, key, acme)
  await postbox.collect()

  const recipient = { email: 'Jo@Example.com', language: 'fr' } as const
  const rotated = await good(server.admin.call('rotateKey', { params: { id }, body: { recipient, note: 'leaked' } }))
  const mails = await collected()
  expect(Object.keys(mails).toSorted()).toEqual(['Jo@example.com', greta.email, hana.email])
  expect(mails['Jo@example.com']).toContain(rotated.key)
  for (const { email } of [greta, hana]) {
    expect(mails[email]).toContain('O-77')
    expect(mails[email]).toContain(key.slice(-5))
    expect(mails[email]).toContain(rotated.last5)
    expect(mails[email]).toContain('Commissioning Tool')
    expect(mails[email]).not.toContain(rotated.key)
    expect(mails[email]?.toLowerCase()).not.toContain('jo@example.com')
  }
  expect(mails[greta.email]).toContain('Der Aktivierungsschlüssel Ihrer Lizenzen wurde ersetzt')
  expect(mails[hana.email]).toContain('アクティベーションキー')
})

test('with several owners and nobody named, all of them are told; the only owner gets the key, and no second mail', async () => {
  const [ann, bob] = [await speaking('ann', 'en'), await speaking('bob', 'es')]
  const shared = await server.issue({ products: [{ product: 'ct', seats: 2 }] })
  await claim(ann, shared.key)
  await claim(bob, shared.key)
  const own = await server.issue()
  await claim(ann, own.key)
  await postbox.collect()
  await good(server.admin.call('rotateKey', { params: { id: shared.id }, body: {} }))
  const told = await collected()
  expect(Object.keys(told).toSorted()).toEqual([ann.email, bob.email])
  expect(told[ann.email]).toContain('was not sent to you')
  const { key } = await good(server.admin.call('rotateKey', { params: { id: own.id }, body: {} }))
  const mails = await collected()
  expect(Object.keys(mails)).toEqual([ann.email])
  expect(mails[ann.email]).toContain(key)
})
