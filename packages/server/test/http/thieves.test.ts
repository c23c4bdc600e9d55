import type { AccountId, KeyId } from '@latchkey/core/ids'
import { DAY_MS } from '@latchkey/core/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deriveLinkToken, hashSecret } from '../../src/signing/sealing.ts'
import { claimsOf, openSession, startServer, type TestHost, type TestServer } from './fixture.ts'
import { codeOf, good, openPerson, type Person } from './people.ts'

/** What somebody who wants more than is theirs tries with the doors that are open to everybody: over HTTP, with a real store. */

let server: TestServer
let ann: Person
let bob: Person
let count = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => server.close())
beforeEach(async () => {
  count += 1
  server.clock.at += 60_000
  ann = await openPerson(server, `ann${count}`)
  bob = await openPerson(server, `bob${count}`)
})

interface Held {
  readonly id: string
  readonly keyId: string
  readonly key: string
  readonly pc: TestHost
}

/** A license of somebody's that is active on a PC. */
async function licenseOf({ client }: Person, account?: string): Promise<Held> {
  const { id: keyId, key } = await server.issue()
  const claimed = await good(client.call('claimKey', { body: { key }, ...(account === undefined ? {} : { account }) }))
  const pc = await server.host(`PC of ${keyId}`)
  await pc.activate(key)
  return { id: claimed.rows[0]?.licenseId ?? '', keyId, key, pc }
}

const stateOf = async (id: string) => good(server.admin.call('getLicense', { params: { id } }))

/** Support returns it at once, whatever the risk. */
async function returned({ id }: Held, releaseFromAccount: boolean): Promise<void> {
  const body = { reason: 'publisher-error', note: '', releaseFromAccount } as const
  const { outcome, returnRequest } = await good(server.admin.call('supportReturnLicense', { params: { id }, body }))
  if (outcome === 'done') return
  server.clock.at += 4 * DAY_MS
  await server.store.execute({
    type: 'carry-out-case',
    operation: { id: `hold-${id}`, caller: 'server', requestHash: id },
    actor: { type: 'system', id: null },
    at: server.clock.at,
    id: returnRequest?.id as never,
  })
}

const undo = (id: string) => codeOf(server.admin.call('undoReturn', { params: { id }, body: { note: 'by mistake' } }))

async function give(from: Person, to: Person, id: string): Promise<string> {
  const transfer = await good(from.client.call('offerTransfer', { body: { licenseIds: [id], email: to.email } }))
  const token = deriveLinkToken('transfer', transfer.id, server.keys.secrets)
  await good(to.client.call('acceptTransfer', { body: { token } }))
  return transfer.id
}

/** Ann has given it to Bob, and says that it should not have been. */
async function disputed({ id: licenseId }: Held): Promise<string> {
  const id = await give(ann, bob, licenseId)
  await good(ann.client.call('disputeTransfer', { params: { id }, body: { message: 'I was deceived.' } }))
  return id
}

async function reverse(id: string): Promise<void> {
  const body = { decision: 'reverse', answer: 'Agreed.' } as const
  await good(server.admin.call('settleTransfer', { params: { id }, body }))
}

async function again({ id, name, email }: Person): Promise<Person> {
  const session = await openSession(server.accounts, { id, role: 'customer' }, server.clock.at)
  return { id, name, email, client: server.client(session) }
}

describe('nothing is given to an account that is no more', () => {
  test('by undoing a return that had released the license from it', async () => {
    const held = await licenseOf(ann)
    await returned(held, true)
    await good((await again(ann)).client.call('closeMyAccount'))
    expect(await undo(held.id)).toBe(null)
    expect(await stateOf(held.id)).toMatchObject({ associatedTo: null, activatedOn: { hostId: held.pc.id } })
    await good((await again(bob)).client.call('claimKey', { body: { key: held.key } }))
    expect((await stateOf(held.id)).associatedTo?.id).toBe(bob.id)
  })

  test('by settling a dispute for it: it is released to its key', async () => {
    const held = await licenseOf(ann)
    const id = await disputed(held)
    await good(ann.client.call('closeMyAccount'))
    await reverse(id)
    expect(await stateOf(held.id)).toMatchObject({ associatedTo: null, activatedOn: { hostId: held.pc.id } })
  })

  test.each([
    ['claim-key', 'NOT_SIGNED_IN'],
    ['accept-transfer', 'NOT_SIGNED_IN'],
    ['host-operation', 'SIGN_IN_EXPIRED'],
  ] as const)('by a call that was let through just before: %s', async (type, code) => {
    const { id, licenses } = await server.issue()
    const held = await licenseOf(ann)
    const transfer = await good(ann.client.call('offerTransfer', { body: { licenseIds: [held.id], email: bob.email } }))
    const pc = await server.host('late PC')
    await good(bob.client.call('closeMyAccount'))

    const keyId = id as KeyId
    const base = {
      operation: { id: `late-${count}`, caller: bob.id, requestHash: 'x' },
      actor: { type: 'account', id: bob.id } as const,
      at: server.clock.at,
    }
    const tokenHash = hashSecret(deriveLinkToken('transfer', transfer.id, server.keys.secrets))
    const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const
    const host = { id: pc.id, key, name: pc.name, os: 'linux', fingerprint: {} }
    const asking = { host: pc.id, account: bob.id, provenKey: keyId }
    const late = {
      'claim-key': { ...base, type: 'claim-key', account: bob.id, keyId, seats: [] },
      'accept-transfer': { ...base, type: 'accept-transfer', account: bob.id, tokenHash },
      'host-operation': { ...base, type: 'host-operation', host, asking, intent: { type: 'associate' } },
    } as const
    expect(await server.store.execute(late[type])).toMatchObject({ status: 'refused', code })
    expect((await stateOf(licenses[0]?.id ?? '')).associatedTo).toBeNull()
    expect((await stateOf(held.id)).associatedTo?.id).toBe(ann.id)
  })
})

test('whoever got a license by deceit does not keep it from the giver by closing the account', async () => {
  const held = await licenseOf(ann)
  const id = await disputed(held)
  await good(bob.client.call('closeMyAccount'))
  expect((await stateOf(held.id)).associatedTo).toBeNull()
  await reverse(id)
  expect((await stateOf(held.id)).associatedTo?.id).toBe(ann.id)
})

describe('a return is not undone over the head of', () => {
  test('whoever it was given to meanwhile', async () => {
    const held = await licenseOf(ann)
    await returned(held, false)
    await give(await again(ann), await again(bob), held.id)
    expect(await undo(held.id)).toBe('UNDO_TOO_LATE')
    expect(await stateOf(held.id)).toMatchObject({ associatedTo: { id: bob.id }, activatedOn: null })
  })

  test('whoever claimed it meanwhile', async () => {
    const { key, licenses } = await server.issue()
    const id = licenses[0]?.id ?? ''
    const pc = await server.host('first')
    await pc.activate(key)
    await returned({ id, key, keyId: '', pc }, false)
    await good((await again(bob)).client.call('claimKey', { body: { key } }))
    expect(await undo(id)).toBe('UNDO_TOO_LATE')
  })

  test('nobody: while its owner stays the same it is undone', async () => {
    const held = await licenseOf(ann)
    await returned(held, false)
    expect(await undo(held.id)).toBeNull()
    expect(await stateOf(held.id)).toMatchObject({ associatedTo: { id: ann.id }, activatedOn: { hostId: held.pc.id } })
  })
})

test('a claim that names a product twice is read once', async () => {
  const { key } = await server.issue({ products: [{ product: 'ct', seats: 3 }] })
  const seats = [
    { product: 'ct', count: 1 },
    { product: 'ct', count: 1 },
  ]
  expect(await codeOf(ann.client.call('previewClaim', { body: { key, seats } }))).toBe('REQUEST_MALFORMED')
  expect(await codeOf(ann.client.call('claimKey', { body: { key, seats } }))).toBe('REQUEST_MALFORMED')
})

test('whoever closes their account takes no invitation along that they have sent', async () => {
  const { id } = await good(ann.client.call('createOrganization', { body: { name: 'Acme' } }))
  const inviting = async (by: Person, email: string) => {
    const seen = await good(by.client.call('inviteOwner', { params: { id }, body: { email } }))
    const invitation = seen.invitations.find((one) => one.email === email)?.id ?? ''
    return deriveLinkToken('invitation', invitation, server.keys.secrets)
  }
  const token = await inviting(ann, bob.email)
  await good(bob.client.call('acceptInvitation', { body: { token } }))
  const friend = await openPerson(server, `friend${count}`)
  const second = await inviting(bob, friend.email)
  await good(bob.client.call('closeMyAccount'))
  expect(await codeOf(friend.client.call('acceptInvitation', { body: { token: second } }))).toBe('LINK_UNKNOWN')
  const seen = await good(ann.client.call('getMyOrganization', { params: { id } }))
  expect([seen.owners.length, seen.invitations]).toEqual([1, []])
  // Those who stay are told of it, as when anybody leaves.
  const dues = await server.store.reads.dueMails(server.clock.at, 1_000)
  const told = dues.filter(({ address, template }) => address === ann.email && template === 'organization-changed')
  expect(told.map(({ facts }) => facts)).toContainEqual(expect.objectContaining({ change: 'left', about: bob.name }))
})

test('a key that was replaced is never issued again: it would be good once more, for other licenses', async () => {
  const legacyKey = `OLD-${count}-SYSTEM-KEY-77`
  const body = { order: 'L-1', products: [{ product: 'ct', seats: 1 }], legacyKey }
  const { id } = await good(server.admin.call('issueKey', { body }))
  await good(server.admin.call('rotateKey', { params: { id }, body: { note: 'leaked' } }))
  expect(await codeOf(ann.client.call('claimKey', { body: { key: legacyKey } }))).toBe('KEY_REPLACED')
  expect(await codeOf(server.admin.call('issueKey', { body }))).toBe('ALREADY_EXISTS')
  expect(await codeOf(ann.client.call('claimKey', { body: { key: legacyKey } }))).toBe('KEY_REPLACED')
})

test('where a license runs is told to whoever has it now, not to whoever had it', async () => {
  const held = await licenseOf(ann)
  await give(ann, bob, held.id)
  const carl = await openPerson(server, `carl${count}`)
  await give(bob, carl, held.id)
  for (const { client } of [ann, bob]) {
    const { items } = await good(client.call('listMyTransfers'))
    expect(items.flatMap(({ licenses }) => licenses.map(({ hostName }) => hostName))).not.toContain(held.pc.name)
  }
})

test('an export holds the life of a license since one has it: nothing of whoever had it before, nothing between staff', async () => {
  const held = await licenseOf(ann)
  const params = { id: held.id }
  await held.pc.ask({ type: 'return', rows: [{ licenseId: held.id as never }] }, { key: held.key })
  server.clock.at += 60_000
  await give(ann, bob, held.id)
  server.clock.at += 60_000
  const desk = await server.host("Bob's desk")
  await desk.activate(held.key)
  for (const standing of ['suspended', 'good'] as const) {
    await good(server.admin.call('setStanding', { params, body: { standing, note: 'we think that they lie' } }))
  }
  const text = JSON.stringify(await good(bob.client.call('exportMe')))
  for (const kept of [held.id, desk.name, desk.id, '"activated"', '"standing-set"']) expect(text).toContain(kept)
  for (const hidden of [ann.id, held.pc.name, held.pc.id, 'they lie', 'tok_', '"returned"']) {
    expect(text).not.toContain(hidden)
  }
})

test('an owner whom the organization offers a license gets one mail of it, with the link; the others get one without', async () => {
  const { id } = await good(ann.client.call('createOrganization', { body: { name: 'Acme' } }))
  const invited = await good(ann.client.call('inviteOwner', { params: { id }, body: { email: bob.email } }))
  const token = deriveLinkToken('invitation', invited.invitations[0]?.id ?? '', server.keys.secrets)
  await good(bob.client.call('acceptInvitation', { body: { token } }))
  const held = await licenseOf(ann, id)
  const body = { licenseIds: [held.id], email: bob.email }
  await good(ann.client.call('offerTransfer', { body, account: id }))
  const dues = await server.store.reads.dueMails(server.clock.at, 1_000)
  const offers = dues.filter(
    ({ template, address }) => template === 'transfer-offered' && [ann.email, bob.email].includes(address),
  )
  const told = offers.map(({ address, facts }) => [address, 'link' in facts && facts.link !== null])
  expect(told).toEqual(
    expect.arrayContaining([
      [ann.email, false],
      [bob.email, true],
    ]),
  )
  expect(told).toHaveLength(2)
})

/** Support lets whoever shows the key have an emergency license. */
async function grant(held: Held): Promise<void> {
  const body = { key: held.key, email: 'x@example.com', reason: 'lost-pc' } as const
  const { id } = await good(server.admin.call('openReturnRequest', { body: { ...body, licenseIds: [], message: '' } }))
  const decision = { decision: 'emergency', note: '' } as const
  await good(server.admin.call('decideReturnRequest', { params: { id }, body: decision }))
}
/** How another PC fares that asks for it with the key; null for well. */
async function fetched({ key, id }: Held, name: string): Promise<string | null> {
  const pc = await server.host(name)
  const asked = await pc.ask({ type: 'emergency', rows: [{ licenseId: id as never }] }, { key })
  return claimsOf(asked).rows[0]?.refusal?.code ?? null
}

describe('an emergency license that Support has granted', () => {
  test('ends with the wait that it was for: after the return nobody fetches it beside the next PC', async () => {
    const held = await licenseOf(ann)
    await grant(held)
    await returned(held, false)
    await (await server.host('next PC')).activate(held.key)
    expect(await fetched(held, 'third PC')).toBe('NOT_YOUR_LICENSE')
  })

  test('is not fetched by whoever has given the license away', async () => {
    const held = await licenseOf(ann)
    await grant(held)
    await give(ann, bob, held.id)
    expect(await fetched(held, 'third PC')).toBe('NOT_YOUR_LICENSE')
  })
})

test('an owner who objects in one case stops what waits in another about the same license', async () => {
  const held = await licenseOf(ann)
  const open = async (ticket: string) => {
    const body = { action: 'open', key: held.key, email: 'x@example.com', reason: 'lost-pc', text: '' } as const
    return (await good(server.admin.call('sendHelpDeskMessage', { params: { id: ticket }, body }))).id
  }
  const [first, second] = [await open(`first-${count}`), await open(`second-${count}`)]
  const decided = await good(
    server.admin.call('decideReturnRequest', { params: { id: second }, body: { decision: 'return', note: '' } }),
  )
  expect(decided.outcome).toBe('held')
  await good(ann.client.call('objectToReturnRequest', { params: { id: first }, body: { message: 'Not me.' } }))
  const stopped = await good(server.admin.call('getReturnRequest', { params: { id: second } }))
  expect([stopped.stage, stopped.pending]).toEqual(['new', null])
})

test('a person changes so much of their own in an hour and no more; repeating is free, and others are not held up', async () => {
  const narrow = await startServer({ limits: { changesPerPersonPerHourMax: 2, signInsPerIpPerMinuteMax: 1000 } })
  try {
    const sessionOf = async (name: string) => {
      const id = (await narrow.customer(name)) as AccountId
      return openSession(narrow.accounts, { id, role: 'customer' }, narrow.clock.at)
    }
    const change = async (session: string, operation: string) => {
      const answer = await fetch(`${narrow.url}/v1/me/receiving-account`, {
        method: 'PUT',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${session}`,
          'idempotency-key': operation,
        },
        body: JSON.stringify({ organizationId: null }),
      })
      return answer.status
    }
    const [busy, other] = [await sessionOf('busy'), await sessionOf('other')]
    expect([await change(busy, 'a'), await change(busy, 'b'), await change(busy, 'c')]).toEqual([200, 200, 429])
    expect([await change(busy, 'b'), await change(other, 'c')]).toEqual([200, 200])
    narrow.clock.at += 10 * 60_000
    expect(await change(busy, 'c')).toBe(429)
  } finally {
    await narrow.close()
  }
})

describe('nobody’s mailbox is flooded through us', () => {
  test('by offers that are withdrawn again, or invitations', async () => {
    const narrow = await startServer({ limits: { mailsAskedPerAddressPerHourMax: 3, signInsPerIpPerMinuteMax: 1000 } })
    try {
      const id = (await narrow.customer('spammer')) as AccountId
      const session = await openSession(narrow.accounts, { id, role: 'customer' }, narrow.clock.at)
      const client = narrow.client(session)
      const { key } = await narrow.issue()
      const { rows } = await good(client.call('claimKey', { body: { key } }))
      const body = { licenseIds: [rows[0]?.licenseId ?? ''], email: 'victim@example.com' }
      const codes: (string | null)[] = []
      for (let round = 0; round < 2; round += 1) {
        const offered = await client.call('offerTransfer', { body })
        codes.push(offered.ok ? null : offered.error.code)
        if (offered.ok) await good(client.call('withdrawTransfer', { params: { id: offered.value.id } }))
      }
      const acme = await good(client.call('createOrganization', { body: { name: 'Win money at evil.example' } }))
      for (let round = 0; round < 3; round += 1) {
        const invited = await client.call('inviteOwner', {
          params: { id: acme.id },
          body: { email: 'victim@example.com' },
        })
        codes.push(invited.ok ? null : invited.error.code)
        const [invitation] = invited.ok ? invited.value.invitations : []
        const params = { id: acme.id, invitation: invitation?.id ?? '' }
        if (invited.ok) await good(client.call('withdrawInvitation', { params }))
      }
      expect(codes).toEqual([null, null, null, 'RATE_LIMITED', 'RATE_LIMITED'])
      const { items } = await narrow.store.reads.mails({ limit: 100 })
      expect(items.filter(({ to }) => to === 'victim@example.com')).toHaveLength(3)
    } finally {
      await narrow.close()
    }
  })
})
