import type { LicenseId } from '@latchkey/core/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostbox, type Postbox } from '../mail/postbox.ts'
import { good } from '../accounts/visitor.ts'
import { claimsOf, openSession, startServer, type TestServer } from './fixture.ts'

/** What readers are told is in their language: problems, the words of a license's history, and what Support answers. */

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

const GERMAN = { 'accept-language': 'de-AT,en;q=0.5' }

async function get(path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${server.url}${path}`, { headers })
}

/** A license of somebody's that was active on a PC and was returned by Support. */
async function returnedLicense(username: string) {
  const id = await server.customer(username)
  const token = await openSession(server.accounts, { id: id as never, role: 'customer' }, server.clock.at)
  const client = server.client(token)
  const { key } = await server.issue()
  const claimed = await good(client.call('claimKey', { body: { key } }))
  const licenseId = (claimed.rows[0]?.licenseId ?? '') as LicenseId
  await (await server.host('Büro')).activate(key)
  return { client, token, licenseId, id }
}

describe('a problem', () => {
  test('is told in the language that is asked for, its code in none', async () => {
    const answer = await get('/v1/me', GERMAN)
    const problem = (await answer.json()) as Record<string, unknown>
    expect([answer.status, answer.headers.get('content-language')]).toEqual([401, 'de'])
    expect(answer.headers.get('vary')).toContain('accept-language')
    expect(problem).toMatchObject({
      code: 'NOT_SIGNED_IN',
      title: 'Sie sind nicht angemeldet.',
      wayOut: expect.stringContaining('Melden Sie sich'),
    })
  })

  test.each([
    ['xx,tlh', 'en'],
    ['zh-CN', 'zh-Hans'],
    ['zh-TW,fr;q=0.3', 'fr'],
    ['*', 'en'],
    [';;;,q=x,,', 'en'],
  ])('asked for in %j is told in %s', async (header, language) => {
    const answer = await get('/v1/me', { 'accept-language': header })
    expect(answer.headers.get('content-language')).toBe(language)
  })
})

describe('a license', () => {
  test('tells its owner why it runs and what happened in their language, and its PC by its name', async () => {
    const { client, token, licenseId } = await returnedLicense('greta')
    await good(client.call('returnMyLostPc', { params: { id: licenseId }, body: { reason: 'lost-pc' } }))
    const headers = { ...GERMAN, authorization: `Bearer ${token}` }
    const answer = await get(`/v1/me/licenses/${licenseId}`, headers)
    expect(answer.headers.get('content-language')).toBe('de')
    const detail = (await answer.json()) as {
      readonly why: readonly { readonly words: string }[]
      readonly events: readonly { readonly words: string }[]
    }
    expect(detail.why.map(({ words }) => words)).toContain('Sie ist auf keinem PC aktiviert.')
    expect(detail.events.map(({ words }) => words)).toEqual([
      'Ihnen zugeordnet.',
      'Aktiviert auf Büro (Generation 1).',
      'Vom Besitzer ohne den PC von Büro zurückgegeben. Grund: der PC ist verloren.',
    ])
  })
})

describe('what Support answers', () => {
  test('is drafted in the language of whoever asked without an account, and told in it', async () => {
    const { key } = await server.issue()
    await (await server.host('OLD-PC')).activate(key)
    const body = { key, email: 'reader@example.com', reason: 'lost-pc', message: '' }
    await fetch(`${server.url}/v1/return-request-forms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...GERMAN },
      body: JSON.stringify(body),
    })
    expect((await postbox.mailTo('reader@example.com')).parsed.subject).toContain('Ihre Anfrage ist eingegangen')
    const { items } = await good(server.admin.call('listReturnRequests', { query: { state: 'open' } }))
    const params = { id: items[0]?.id ?? '' }
    const preview = await good(server.admin.call('previewDecision', { params, body: { decision: 'return', note: '' } }))
    expect(preview.reply).toMatchObject({ language: 'de', words: expect.stringContaining('Lizenz-Assistenten') })
    await good(server.admin.call('decideReturnRequest', { params, body: { decision: 'return', note: '' } }))
    const told = await postbox.mailTo('reader@example.com')
    expect(told.parsed.text).toContain('Produktlizenz aktivieren')
    expect(told.parsed.text).not.toContain('Start the License Wizard')
  })

  test('to a request from the wizard without an account is in the language of the wizard', async () => {
    const { key } = await server.issue()
    await (await server.host('LOST-PC')).activate(key)
    const pc = await server.host('NEW-PC')
    const ask = { type: 'support-request', reason: 'lost-pc', licenseIds: [], email: 'wiz@example.com' } as const
    const answer = await pc.ask({ ...ask, message: '', language: 'fr' }, { key })
    const id = claimsOf(answer).returnRequest?.id ?? ''
    const received = await postbox.mailTo('wiz@example.com')
    expect(received.parsed.subject).toBe(`Votre demande est arrivée [${id}]`)
    const params = { id }
    const preview = await good(server.admin.call('previewDecision', { params, body: { decision: 'return' } }))
    expect(preview.reply.language).toBe('fr')
    await good(server.admin.call('decideReturnRequest', { params, body: { decision: 'return' } }))
    const told = await postbox.mailTo('wiz@example.com')
    expect(told.parsed.text).not.toContain('Start the License Wizard')
    expect(told.parsed.subject).toContain(`[${id}]`)
    const unknown = pc.ask({ ...ask, message: '', language: 'tlh' as never }, { key })
    await expect(unknown).rejects.toThrow('do not have their shape')
  })

  test('to an account is in its own language, whatever the agent reads', async () => {
    const { client, licenseId, token } = await returnedLicense('hana')
    await good(client.call('setMyProfile', { body: { language: 'ja' } }))
    const asked = { licenseIds: [licenseId], reason: 'dead-pc' as const, message: '' }
    const request = await good(client.call('openMyReturnRequest', { body: asked }))
    const params = { id: request.id }
    const preview = await good(server.admin.call('previewDecision', { params, body: { decision: 'refuse', note: '' } }))
    expect(preview.reply.language).toBe('ja')
    expect(preview.reply.words).toContain('返却')
    expect(token).not.toBe('')
  })
})

describe('a mail to an address that has no account', () => {
  test('is in the language of whoever had it sent: they know each other', async () => {
    const { client, licenseId } = await returnedLicense('yui')
    await good(client.call('setMyProfile', { body: { language: 'ja' } }))
    await good(client.call('offerTransfer', { body: { licenseIds: [licenseId], email: 'friend@example.com' } }))
    expect((await postbox.mailTo('friend@example.com')).parsed.subject).toContain('提示')
    const organization = await good(client.call('createOrganization', { body: { name: 'Yui & Co' } }))
    const params = { id: organization.id }
    await good(client.call('inviteOwner', { params, body: { email: 'colleague@example.com' } }))
    expect((await postbox.mailTo('colleague@example.com')).parsed.subject).toContain('招待')
  })
})
