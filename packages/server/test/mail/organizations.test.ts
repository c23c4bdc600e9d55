import type { Client } from '@latchkey/contract/client'
import type { AccountId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { good } from '../accounts/visitor.ts'
import { openSession, startServer, type TestServer } from '../http/fixture.ts'
import { carryOutDue } from '../../src/jobs/holds.ts'
import { openPostbox, type Postbox } from './postbox.ts'

/** What owners of an organization are told, through a real SMTP server: each in their own language, whoever has caused it. */

interface Side {
  readonly id: AccountId
  readonly client: Client
}

let server: TestServer
let postbox: Postbox
let greta: Side
let hana: Side
let acme = ''

beforeAll(async () => {
  server = await startServer()
  postbox = await openPostbox(server)
  greta = await side('greta', 'de')
  hana = await side('hana', 'ja')
  acme = (await good(greta.client.call('createOrganization', { body: { name: 'Acme' } }))).id
})
afterAll(async () => {
  await postbox.close()
  await server.close()
})

async function side(name: string, language: Language): Promise<Side> {
  const id = (await server.customer(name)) as AccountId
  const client = server.client(await openSession(server.accounts, { id, role: 'customer' }, server.clock.at))
  await good(client.call('setMyProfile', { body: { language } }))
  return { id, client }
}

/** Subjects and texts of what came in, by address; several mails to one come in any order. */
async function collected(): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {}
  for (const { parsed } of await postbox.collect()) {
    const [to] = [parsed.to ?? []].flat()
    const address = to?.text ?? ''
    texts[address] = `${texts[address] ?? ''}${parsed.subject}\n${parsed.text}\n`
  }
  return texts
}

test('an invitation is in the language of who is invited, or of who invites an address nobody knows; owners hear of it in theirs', async () => {
  await good(greta.client.call('inviteOwner', { params: { id: acme }, body: { email: 'new@example.com' } }))
  const unknown = await collected()
  expect(unknown['new@example.com']).toContain('Sie sind als Inhaber der Organisation Acme eingeladen')
  expect(unknown['greta@example.com']).toContain('new@example.com wurde als Inhaber der Organisation Acme eingeladen.')
  await good(greta.client.call('inviteOwner', { params: { id: acme }, body: { email: 'Hana@example.com' } }))
  const { token } = await postbox.linkTo('hana@example.com')
  const invited = await good(hana.client.call('showInvitation', { body: { token } }))
  expect(invited).toMatchObject({ organization: 'Acme' })
  await good(hana.client.call('acceptInvitation', { body: { token } }))
  const joined = await collected()
  expect(joined['greta@example.com']).toContain('Ihre Organisation Acme wurde geändert')
  expect(joined['greta@example.com']).toContain('hana ist jetzt Inhaber')
  expect(joined['hana@example.com']).toContain('組織')
})

test('an offer, a request and its answer reach every owner in their language, the request number in the subject', async () => {
  const { key } = await server.issue()
  const { rows } = await good(greta.client.call('claimKey', { body: { key }, account: acme }))
  const licenseIds = rows.flatMap(({ licenseId }) => licenseId ?? [])
  await (await server.host('OLD-PC')).activate(key)
  await collected()
  const body = { licenseIds, reason: 'dead-pc' as const, message: '' }
  const { id } = await good(hana.client.call('openMyReturnRequest', { body, account: acme }))
  const received = await collected()
  expect(received['greta@example.com']).toContain(`Ihre Anfrage ist eingegangen [${id}]`)
  expect(received['hana@example.com']).toContain(`[${id}]`)
  expect(received['hana@example.com']).not.toContain('Your request')
  await good(server.admin.call('decideReturnRequest', { params: { id }, body: { decision: 'return' } }))
  const answered = await collected()
  expect(answered['greta@example.com']).toContain(id)
  const offer = { licenseIds, email: 'greta@example.com' }
  await good(hana.client.call('offerTransfer', { body: offer, account: acme }))
  const offered = await collected()
  expect(offered['greta@example.com']).toContain('Acme bietet eine Lizenz an')
  expect(offered['hana@example.com']).toContain('Acme')
})

test('what Support hands over names its number in the subject: before, when it is done, and to who gets it', async () => {
  const ida = await side('ida', 'fr')
  const { key } = await server.issue()
  await good(ida.client.call('claimKey', { body: { key } }))
  const body = { from: 'ida', to: acme, note: 'Left.' }
  const held = await good(server.admin.call('handOver', { body }))
  const before = await collected()
  expect(Object.keys(before)).toEqual(['ida@example.com'])
  expect(before['ida@example.com']).toContain(`Le support s’apprête à remettre ce qui est à vous : ida [${held.id}]`)
  server.clock.at = Date.parse(held.executeAt ?? '')
  await carryOutDue(server.store, server.clock.at)
  const done = await collected()
  expect(done['ida@example.com']).toContain(`Le support a remis des licences : ida [${held.id}]`)
  expect(done['greta@example.com']).toContain(`Der Support hat Lizenzen übergeben: ida [${held.id}]`)
  expect(done['greta@example.com']).toContain('Der Support hat 1 Lizenz von ida an Acme übertragen.')
  expect(done['hana@example.com']).toContain('1件')
})

test('who leaves or is appointed is told of, and told', async () => {
  const jo = await side('jo', 'es')
  const params = { id: acme }
  const appointed = await good(server.admin.call('appointOwner', { params, body: { login: 'jo', note: 'Letter.' } }))
  server.clock.at = Date.parse(appointed.handover.executeAt ?? '')
  await carryOutDue(server.store, server.clock.at)
  const told = await collected()
  expect(told['jo@example.com']).toContain('Soporte')
  expect(told['greta@example.com']).toContain('Der Support hat jo zum Inhaber der Organisation Acme gemacht')
  const session = await openSession(server.accounts, { id: jo.id, role: 'customer' }, server.clock.at)
  const left = server.client(session).call('removeOwner', { params: { id: acme, owner: jo.id } })
  await good(left)
  const gone = await collected()
  expect(gone['greta@example.com']).toContain('jo hat die Organisation Acme verlassen')
  expect(gone['jo@example.com']).toContain('Acme')
})
