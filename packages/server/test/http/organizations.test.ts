import { LIMITS } from '@latchkey/core/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deriveLinkToken } from '../../src/signing/sealing.ts'
import { startServer, type TestServer } from './fixture.ts'
import { codeOf, good, openPerson, type Person } from './people.ts'

/** Organizations over HTTP: several people, one account; what each may do, and no longer may. */

let server: TestServer
let ann: Person
let bob: Person
let acme: string
let count = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())
/** Ann has made Acme, and Bob owns it too. */
beforeEach(async () => {
  count += 1
  // Each test's mails are the newest ones, whatever others have sent.
  server.clock.at += 60_000
  ann = await openPerson(server, `ann${count}`)
  bob = await openPerson(server, `bob${count}`)
  acme = (await good(ann.client.call('createOrganization', { body: { name: 'Acme' } }))).id
  await join(bob)
})

async function invite(by: Person, email: string): Promise<{ id: string; token: string }> {
  const { invitations } = await good(by.client.call('inviteOwner', { params: { id: acme }, body: { email } }))
  const id = invitations.find((one) => one.email === email.toLowerCase())?.id ?? ''
  return { id, token: deriveLinkToken('invitation', id, server.keys.secrets) }
}

async function join(person: Person): Promise<void> {
  const { token } = await invite(ann, `${person.name}@example.com`)
  await good(person.client.call('acceptInvitation', { body: { token } }))
}

async function ownLicense(client: Person['client']): Promise<{ readonly id: string }> {
  const { key } = await server.issue()
  const claimed = await good(client.call('claimKey', { body: { key } }))
  return { id: claimed.rows[0]?.licenseId ?? '' }
}

/** A license of Acme's that is active on a PC. */
async function acmesLicense(pc = 'Old laptop') {
  const { key } = await server.issue()
  const claimed = await good(ann.client.call('claimKey', { body: { key }, account: acme }))
  const host = await server.host(pc)
  await host.activate(key)
  return { key, id: claimed.rows[0]?.licenseId ?? '', host }
}

function close(name: string): Promise<string | null> {
  return codeOf(bob.client.call('closeOrganization', { params: { id: acme }, body: { name } }))
}

function remove(by: Person, owner: Person) {
  return by.client.call('removeOwner', { params: { id: acme, owner: owner.id } })
}

async function mailsTo(name: string): Promise<readonly string[]> {
  const { items } = await server.store.reads.mails({ limit: 100 })
  return items.filter(({ to }) => to === `${name}@example.com`).map(({ template }) => template)
}

describe('owners', () => {
  test('see each other and what they own together; nobody else sees any of it', async () => {
    const seen = await good(bob.client.call('getMyOrganization', { params: { id: acme } }))
    expect(seen).toMatchObject({ name: 'Acme', licenses: 0, isReceiving: false, invitations: [] })
    expect(new Map(seen.owners.map(({ name, you }) => [name, you]))).toEqual(
      new Map([
        [ann.name, false],
        [bob.name, true],
      ]),
    )
    const carl = await openPerson(server, `carl${count}`)
    expect(await codeOf(carl.client.call('getMyOrganization', { params: { id: acme } }))).toBe('NOT_FOUND')
    expect((await good(carl.client.call('listMyOrganizations'))).items).toEqual([])
    for (const account of [acme, 'acc_00000000000000000000', ann.id, '']) {
      expect(await codeOf(carl.client.call('listMyLicenses', { account }))).toBe('NOT_FOUND')
    }
  })

  test.each([
    ['renameOrganization', { name: 'Mine' }],
    ['inviteOwner', { email: 'x@example.com' }],
    ['moveLicenses', { licenseIds: [] }],
    ['closeOrganization', { name: 'Acme' }],
  ] as const)('%s by a stranger finds nothing', async (name, body) => {
    const carl = await openPerson(server, `carl${count}`)
    const called = carl.client.call(name, { params: { id: acme }, body: body as never })
    expect(await codeOf(called)).toBe('NOT_FOUND')
  })

  test('sign in to their own accounts: nobody signs in to the organization', async () => {
    for (const login of ['Acme', acme]) {
      const body = { login, password: 'correct horse battery staple' }
      expect(await codeOf(server.client().call('beginSession', { body }))).toBe('SIGN_IN_FAILED')
    }
  })
})

describe('an invitation', () => {
  test('to oneself, to an owner, to whoever is invited: each is refused', async () => {
    const { client } = ann
    const to = (email: string) => codeOf(client.call('inviteOwner', { params: { id: acme }, body: { email } }))
    expect(await to(`${ann.name}@example.com`)).toBe('INVITATION_TO_SELF')
    expect(await to(`${bob.name.toUpperCase()}@example.com`)).toBe('OWNER_ALREADY')
    expect([await to('new@example.com'), await to('New@example.com')]).toEqual([null, 'INVITATION_PENDING'])
  })

  test('works once, and not when it was withdrawn or is too old', async () => {
    const carl = await openPerson(server, `carl${count}`)
    const accept = (token: string, by = carl) => codeOf(by.client.call('acceptInvitation', { body: { token } }))
    const first = await invite(ann, 'first@example.com')
    const shown = await good(carl.client.call('showInvitation', { body: { token: first.token } }))
    expect(shown).toMatchObject({ organization: 'Acme', from: ann.name, email: 'first@example.com' })
    expect(await accept(first.token, ann)).toBe('INVITATION_TO_SELF')
    expect(await accept(first.token, bob)).toBe('OWNER_ALREADY')
    expect(await accept(first.token)).toBe(null)
    expect(await accept(first.token)).toBe('LINK_USED')
    const second = await invite(bob, 'second@example.com')
    const params = { id: acme, invitation: second.id }
    await good(ann.client.call('withdrawInvitation', { params }))
    expect(await codeOf(ann.client.call('withdrawInvitation', { params }))).toBe(null)
    expect(await accept(second.token)).toBe('LINK_UNKNOWN')
    const third = await invite(ann, 'third@example.com')
    expect(await codeOf(ann.client.call('withdrawInvitation', { params: { id: acme, invitation: first.id } }))).toBe(
      'ALREADY_CLOSED',
    )
    const late = await server.store.reads.invitation('nothing')
    expect(late).toBe('LINK_UNKNOWN')
    const before = server.clock.at
    server.clock.at += LIMITS.invitationMs
    const later = await openPerson(server, `later${count}`)
    expect(await codeOf(later.client.call('acceptInvitation', { body: { token: third.token } }))).toBe('LINK_EXPIRED')
    server.clock.at = before
  })

  test('accepted twice at the same moment makes one owner', async () => {
    const carl = await openPerson(server, `carl${count}`)
    const dora = await openPerson(server, `dora${count}`)
    const { token } = await invite(ann, 'one@example.com')
    const codes = await Promise.all(
      [carl, dora].map(({ client }) => codeOf(client.call('acceptInvitation', { body: { token } }))),
    )
    expect(new Set(codes)).toEqual(new Set(['LINK_USED', null]))
    expect((await good(ann.client.call('getMyOrganization', { params: { id: acme } }))).owners).toHaveLength(3)
  })
})

describe('licenses of an organization', () => {
  test('are claimed, returned and offered by any owner; the events name the person', async () => {
    const { id, host } = await acmesLicense()
    expect((await good(bob.client.call('listMyLicenses'))).items).toEqual([])
    const [listed] = (await good(bob.client.call('listMyLicenses', { account: acme }))).items
    expect(listed).toMatchObject({ id, activatedOn: { hostName: 'Old laptop' } })
    const lost = { params: { id }, body: { reason: 'lost-pc' } } as const
    expect(await codeOf(bob.client.call('returnMyLostPc', lost))).toBe('NOT_FOUND')
    const returned = await good(bob.client.call('returnMyLostPc', { ...lost, account: acme }))
    expect(returned).toMatchObject({ activatedOn: null, lostPcReturns: { left: 1 } })
    const explained = await good(server.admin.call('explainLicense', { params: { id } }))
    expect(explained.license.associatedTo).toEqual({ id: acme, name: 'Acme' })
    const by = explained.events.find(({ type }) => type === 'returned')?.actor
    expect(by).toEqual({ type: 'account', id: bob.id })
    const told = await host.ask({ type: 'renew', rows: [{ licenseId: id as never }] })
    expect(told).toMatchObject({ claims: { rows: [{ refusal: { code: 'RETURNED_BY_SUPPORT' } }] } })
    const offer = { licenseIds: [id], email: 'dora@example.com' }
    const transfer = await good(bob.client.call('offerTransfer', { body: offer, account: acme }))
    expect((await good(ann.client.call('listMyTransfers', { account: acme }))).items).toMatchObject([
      { id: transfer.id },
    ])
    expect((await good(remove(ann, bob))) ?? null).toBe(null)
    expect((await good(ann.client.call('listMyTransfers', { account: acme }))).items).toMatchObject([
      { id: transfer.id, state: 'withdrawn', from: 'Acme' },
    ])
  })

  test('come to the wizard of any owner, under the name of the organization, and go back', async () => {
    const { id, host } = await acmesLicense('Shared PC')
    const accountToken = await host.signIn(bob.name)
    const listed = await host.ask({ type: 'look-up' }, { accountToken })
    expect(listed).toMatchObject({
      claims: { licenses: [{ id, associatedTo: { kind: 'you', name: 'Acme' }, activatedOn: { kind: 'here' } }] },
    })
    const rows = [{ licenseId: id as never }]
    expect(await host.ask({ type: 'return', rows }, { accountToken })).toMatchObject({
      claims: { rows: [{ status: 'succeeded', license: { associatedTo: { kind: 'you', name: 'Acme' } } }] },
    })
    const other = await server.host('Other PC')
    const there = await other.signIn(bob.name)
    const [keyId, product] = await keyAndProduct(id)
    const activated = await other.ask({ type: 'activate', rows: [{ keyId, product }] }, { accountToken: there })
    expect(activated).toMatchObject({ claims: { rows: [{ status: 'succeeded' }] } })
    // Of the activation by key alone the owners hear; of one by an owner, none.
    expect((await mailsTo(ann.name)).filter((template) => template === 'key-used')).toHaveLength(1)
  })

  test('that an owner associates go where their setting says, and to nobody else’s', async () => {
    const { key } = await server.issue()
    const body = { organizationId: acme }
    await good(bob.client.call('setReceivingAccount', { body }))
    const host = await server.host()
    const accountToken = await host.signIn(bob.name)
    const acmes = { account: { id: bob.id, name: bob.name }, receiver: { id: acme, name: 'Acme' } }
    expect(await host.ask({ type: 'look-up' }, { key, accountToken })).toMatchObject({ claims: acmes })
    expect(await host.ask({ type: 'associate' }, { key, accountToken })).toMatchObject({ claims: acmes })
    const { items } = await good(bob.client.call('listMyLicenses', { account: acme }))
    expect(items).toHaveLength(1)
    const carl = await openPerson(server, `carl${count}`)
    expect(await codeOf(carl.client.call('setReceivingAccount', { body }))).toBe('NOT_FOUND')
  })

  test('are moved there by who owns them, in one step, and every owner is told', async () => {
    const { key } = await server.issue()
    await good(bob.client.call('claimKey', { body: { key } }))
    const moved = await good(bob.client.call('moveLicenses', { params: { id: acme }, body: {} }))
    expect(moved).toMatchObject({ moved: 1, organization: { licenses: 1 } })
    expect(await mailsTo(ann.name)).toContain('organization-changed')
    expect(await codeOf(bob.client.call('moveLicenses', { params: { id: acme }, body: {} }))).toBe('NOT_FOUND')
    const foreign = await acmesLicense()
    const body = { licenseIds: [foreign.id] }
    expect(await codeOf(bob.client.call('moveLicenses', { params: { id: acme }, body }))).toBe('NOT_FOUND')
  })

  test('requests of an owner stay with the organization; a mail about them goes to every owner', async () => {
    const { id } = await acmesLicense()
    const body = { licenseIds: [id], reason: 'dead-pc' as const, message: 'dead' }
    const opened = await good(bob.client.call('openMyReturnRequest', { body, account: acme }))
    await good(remove(ann, bob))
    const seen = await good(ann.client.call('getMyReturnRequest', { params: { id: opened.id }, account: acme }))
    expect(seen).toMatchObject({ openedByYou: true, message: 'dead' })
    expect(await mailsTo(ann.name)).toContain('request-received')
    expect(await mailsTo(bob.name)).toContain('request-received')
    const risk = (await server.store.reads.returnRequest(opened.id))?.risk.flags.map(({ flag }) => flag)
    expect(risk).not.toContain('owner-did-not-ask')
  })
})

async function keyAndProduct(id: string): Promise<readonly [never, never]> {
  const { keyId, product } = await good(server.admin.call('getLicense', { params: { id } }))
  return [keyId as never, product as never]
}

describe('a leaver', () => {
  test('has no right over the organization from that moment: not in an open session, not with a token on a PC', async () => {
    const { id, host, key } = await acmesLicense()
    const accountToken = await host.signIn(bob.name)
    await good(bob.client.call('setReceivingAccount', { body: { organizationId: acme } }))
    await good(remove(ann, bob))
    expect(await codeOf(bob.client.call('listMyLicenses', { account: acme }))).toBe('NOT_FOUND')
    expect(await codeOf(bob.client.call('getMyOrganization', { params: { id: acme } }))).toBe('NOT_FOUND')
    const rows = [{ licenseId: id as never }]
    expect(await host.ask({ type: 'return', rows }, { accountToken })).toMatchObject({
      claims: { rows: [{ refusal: { code: 'NOT_YOUR_LICENSE' } }], licenses: [] },
    })
    // What is installed goes on running, and the key still does what a key does.
    expect(await host.ask({ type: 'renew', rows })).toMatchObject({ claims: { rows: [{ status: 'succeeded' }] } })
    const refused = await host.ask({ type: 'associate' }, { key, accountToken })
    expect(refused).not.toHaveProperty('claims.receiver')
    expect((await good(server.admin.call('getLicense', { params: { id } }))).associatedTo?.id).toBe(acme)
    expect(await mailsTo(bob.name)).toContain('organization-changed')
  })

  test('takes no invitation along that they have sent', async () => {
    const { token } = await invite(bob, 'friend@example.com')
    await good(remove(ann, bob))
    const friend = await openPerson(server, `friend${count}`)
    expect(await codeOf(friend.client.call('acceptInvitation', { body: { token } }))).toBe('LINK_UNKNOWN')
  })

  test('takes no license along by an offer made before; offers of others and of their own stay', async () => {
    const offer = async ({ client }: Person, account?: string) => {
      const { id } = account === undefined ? await ownLicense(client) : await acmesLicense()
      const body = { licenseIds: [id], email: 'friend@example.com' }
      const transfer = await good(client.call('offerTransfer', { body, ...(account === undefined ? {} : { account }) }))
      return { license: id, token: deriveLinkToken('transfer', transfer.id, server.keys.secrets) }
    }
    const [theirs, anns, own] = [await offer(bob, acme), await offer(ann, acme), await offer(bob)]
    await good(remove(ann, bob))
    const friend = await openPerson(server, `friend${count}`)
    const accept = ({ token }: { readonly token: string }) =>
      codeOf(friend.client.call('acceptTransfer', { body: { token } }))
    expect([await accept(theirs), await accept(anns), await accept(own)]).toEqual(['LINK_UNKNOWN', null, null])
    const { associatedTo } = await good(server.admin.call('getLicense', { params: { id: theirs.license } }))
    expect(associatedTo?.id).toBe(acme)
    const { events } = await good(server.admin.call('explainLicense', { params: { id: theirs.license } }))
    expect(events.map(({ type }) => type)).toContain('transfer-withdrawn')
  })

  test('is never the last owner; two who remove each other at once leave one', async () => {
    const codes = await Promise.all([codeOf(remove(ann, bob)), codeOf(remove(bob, ann))])
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    const stays = codes[0] === null ? ann : bob
    expect((await good(stays.client.call('getMyOrganization', { params: { id: acme } }))).owners).toHaveLength(1)
    expect(await codeOf(remove(stays, stays))).toBe('LAST_OWNER')
    expect(await codeOf(stays.client.call('closeMyAccount'))).toBe('LAST_OWNER')
  })

  test('who was the only owner is followed by one that Support appoints; every known address is told', async () => {
    await good(remove(ann, bob))
    const carl = await openPerson(server, `carl${count}`)
    const body = { login: `${carl.name}@example.com`, note: 'Ann has left; letter of the company on file.' }
    const client = server.admin
    const appointed = await good(client.call('appointOwner', { params: { id: acme }, body }))
    expect(appointed).toMatchObject({ kind: 'organization', username: 'Acme', email: '' })
    expect(appointed.owners.map(({ name }) => name).toSorted()).toEqual([ann.name, carl.name].toSorted())
    expect(await codeOf(client.call('appointOwner', { params: { id: acme }, body }))).toBe('OWNER_ALREADY')
    expect(await codeOf(client.call('appointOwner', { params: { id: ann.id }, body }))).toBe('NOT_FOUND')
    expect(await mailsTo(ann.name)).toContain('organization-changed')
    expect(await mailsTo(carl.name)).toContain('organization-changed')
    await good(remove(carl, ann))
  })
})

test('an organization is found by its name, shown with its owners, and taken along by them', async () => {
  await good(ann.client.call('renameOrganization', { params: { id: acme }, body: { name: `Zinc ${count}` } }))
  const found = await good(server.admin.call('search', { body: { text: `zinc ${count}` } }))
  expect(JSON.stringify(found)).toContain(acme)
  const shown = await good(server.admin.call('getAccount', { params: { id: ann.id } }))
  expect(shown).toMatchObject({ kind: 'person', organizations: [{ id: acme, name: `Zinc ${count}` }] })
  expect(await good(ann.client.call('exportMe'))).toMatchObject({ organizations: [{ id: acme }] })
})

test('closing releases its licenses to their keys, after its name was typed, and tells every owner', async () => {
  const { id } = await acmesLicense()
  expect(await close('acme')).toBe('REQUEST_MALFORMED')
  expect(await close('Acme')).toBe(null)
  expect(await close('Acme')).toBe('NOT_FOUND')
  const license = await good(server.admin.call('getLicense', { params: { id } }))
  expect(license).toMatchObject({ associatedTo: null, activatedOn: { hostName: 'Old laptop' } })
  expect((await good(ann.client.call('listMyOrganizations'))).items).toEqual([])
  expect(await mailsTo(ann.name)).toContain('organization-changed')
})

test('one operation has one effect, for an organization as for oneself', async () => {
  const idempotencyKey = `create-${count}`
  const create = (account?: string) => {
    const input = { body: { name: 'Twice' }, idempotencyKey, ...(account === undefined ? {} : { account }) }
    return ann.client.call('createOrganization', input)
  }
  const [first, again] = await Promise.all([good(create()), good(create())])
  expect(again).toEqual(first)
  expect(await codeOf(create(acme))).toBe('OPERATION_REUSED')
})

test('no invariant is broken by any of it', async () => {
  expect(await server.store.reads.invariantViolations()).toEqual([])
})
