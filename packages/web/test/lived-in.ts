import type { CallInput, Client } from '@latchkey/contract/client'
import { type AnswerOf, type BodyOf, type OperationName, operationOf } from '@latchkey/contract/operations'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openPc } from '../../../test/support/pc.ts'
import { type Person, type Vendor, valueOf } from '../../../test/support/vendor.ts'
import { poisoned } from './hostile.ts'

/** A vendor some of whose customers and staff write hostile text wherever they can; so that pages have something of everything to show. */
export interface LivedIn {
  /** Ids of one of each kind of thing, for the addresses of their pages. */
  readonly ids: Readonly<
    Record<'key' | 'license' | 'host' | 'account' | 'request' | 'webhook' | 'myLicense' | 'myRequest', string>
  >
  /** Which fields of which operations took hostile text. */
  readonly fields: ReadonlyMap<OperationName, readonly string[]>
}

interface Call<N extends OperationName> {
  readonly params?: Readonly<Record<string, string>>
  readonly body: BodyOf<N>
}

/** Calls with hostile text in every field that takes it. */
class Writer {
  readonly fields = new Map<OperationName, readonly string[]>()
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** As a program of the vendor. */
  async staff<N extends OperationName>(name: N, { params, body }: Call<N>): Promise<AnswerOf<N>> {
    const input = { ...(params === undefined ? {} : { params }), body: this.#poisoned(name, body) }
    return valueOf(await this.#client.call(name, input as CallInput<N>))
  }

  /** As whoever is signed in on a page. */
  async on<N extends OperationName>(page: Page, name: N, { params = {}, body }: Call<N>): Promise<AnswerOf<N>> {
    const { method, path } = operationOf(name)
    const url = path.replaceAll(/:(\w+)/g, (_, param: string) => params[param] ?? '')
    const sent = { url, method, body: JSON.stringify(this.#poisoned(name, body)), key: crypto.randomUUID() }
    const { ok, text } = await page.evaluate(async ({ url, method, body, key }) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key }
      const answer = await fetch(url, { method, headers, body })
      return { ok: answer.ok, text: await answer.text() }
    }, sent)
    if (!ok) throw new Error(`${name}: ${text}`)
    return JSON.parse(text) as AnswerOf<N>
  }

  #poisoned(name: OperationName, good: unknown): object {
    const { body, fields } = poisoned(name, Object.assign({}, good))
    this.fields.set(name, fields)
    return body
  }
}

const CT = [{ product: 'ct', seats: 1 }]

interface People {
  readonly alice: Person
  /** A page on which she is signed in. */
  readonly customer: Page
  /** A page on which `bob` is. */
  readonly heir: Page
  /** The address in the newest mail to somebody that holds one; waits for it. */
  readonly linkTo: (address: string) => Promise<string>
}

export async function liveIn(vendor: Vendor, { alice, customer, heir, linkTo }: People): Promise<LivedIn> {
  const writer = new Writer(vendor.client())
  await catalog(vendor, writer)
  const pair = await vendor.issuePair()
  const named = { LATCHKEY_HOST_NAME: '=1+1"><img src=x data-hostile>' }
  await openPc(vendor, 'PC-1').wizard(['activate'], { account: alice, key: pair.key }, named)
  const spare = await vendor.issueKey({ products: [{ product: 'ct', seats: 3 }] })
  await openPc(vendor, 'PC-2').wizard(['activate'], { account: alice, key: spare.key })
  const { hostId, myRequest } = await own(writer, customer, pair)
  const request = await cases(vendor, writer)
  await transfer(writer, { customer, heir, linkTo })
  await organization(writer, customer)
  await handOver(vendor, writer, customer, alice)
  await licenses(vendor, writer)
  const hook = { url: 'https://127.0.0.1/none', topics: ['key.issued' as const] }
  const webhook = await writer.staff('createWebhook', { body: hook })
  await writer.staff('putWebhook', { params: { id: webhook.id }, body: hook })
  return {
    ids: {
      key: pair.id,
      license: pair.licenses[0]?.id ?? '',
      myLicense: pair.licenses[0]?.id ?? '',
      host: hostId,
      account: alice.id,
      request,
      myRequest,
      webhook: webhook.id,
    },
    fields: writer.fields,
  }
}

async function catalog(vendor: Vendor, writer: Writer): Promise<void> {
  await writer.staff('putProduct', { params: { id: 'evil' }, body: { name: 'x', edition: 'x', features: [] } })
  await writer.staff('putPolicy', { params: { id: 'evil' }, body: { name: 'x', terms: { leaseDays: 30 } } })
  await writer.staff('createToken', { body: { name: 'x', scopes: ['keys:issue'] } })
  const release = { version: '5.2', releasedAt: '2026-01-01T00:00:00Z' } as const
  const { id } = await writer.staff('putRelease', { params: { id: 'ct' }, body: release })
  mkdirSync(join(vendor.data, 'downloads', 'ct'), { recursive: true })
  writeFileSync(join(vendor.data, 'downloads', 'ct', 'setup.exe'), 'an installer')
  await writer.staff('putReleaseFile', { params: { id }, body: { path: 'ct/setup.exe', os: 'Windows' } })
}

/** What an owner writes about what is their own. */
async function own(writer: Writer, customer: Page, pair: AnswerOf<'issueKey'>) {
  const { items } = await customer.evaluate(
    async () => (await (await fetch('/v1/me/hosts')).json()) as AnswerOf<'listMyHosts'>,
  )
  const hostId = items[0]?.id ?? ''
  await writer.on(customer, 'renameMyHost', { params: { id: hostId }, body: { name: 'x' } })
  const [first, second] = pair.licenses.map(({ id }) => id)
  if (first === undefined || second === undefined) throw new Error('a pair has two licenses')
  const mine = await writer.on(customer, 'openMyReturnRequest', {
    body: { licenseIds: [first], reason: 'lost-pc', message: '' },
  })
  await writer.on(customer, 'commentMyReturnRequest', { params: { id: mine.id }, body: { text: 'x' } })
  await writer.on(customer, 'returnMyLostPc', { params: { id: second }, body: { reason: 'lost-pc' } })
  return { hostId, myRequest: mine.id }
}

/** Cases from every way in, with every answer; gives an open one. */
async function cases(vendor: Vendor, writer: Writer): Promise<string> {
  const key = await vendor.issueKey({ products: [{ product: 'ct', seats: 1 }] })
  await openPc(vendor, 'PC-3').wizard(['activate'], { key: key.key })
  const email = 'mallory@example.com'
  const form = await writer.staff('sendReturnRequestForm', { body: { key: key.key, email } })
  if (!form.received) throw new Error('the form was not received')
  const open = valueOf(await vendor.client().call('listReturnRequests', { query: { state: 'open' } }))
  const id = open.items.find((one) => one.email === email)?.id ?? ''
  await writer.staff('commentReturnRequest', { params: { id }, body: { text: 'x' } })
  await writer.staff('decideReturnRequest', { params: { id }, body: { decision: 'return' } })
  await writer.staff('undoReturnRequest', { params: { id }, body: { note: '' } })
  const ticket = { action: 'open', key: key.key, email } as const
  const opened = await writer.staff('sendHelpDeskMessage', { params: { id: 'T-1' }, body: ticket })
  await writer.staff('refuseReturnRequest', { params: { id: opened.id }, body: { answer: 'x' } })
  const again = await writer.staff('openReturnRequest', { body: { key: key.key, email } })
  return again.id
}

/** An offer that is accepted, disputed and settled. */
async function transfer(writer: Writer, { customer, heir, linkTo }: Omit<People, 'alice'>): Promise<void> {
  const { items } = await customer.evaluate(
    async () => (await (await fetch('/v1/me/licenses')).json()) as AnswerOf<'listMyLicenses'>,
  )
  const licenseIds = items.slice(0, 1).map(({ id }) => id)
  const { id } = await writer.on(customer, 'offerTransfer', { body: { licenseIds, email: 'bob@example.com' } })
  const [, token = ''] = (await linkTo('bob@example.com')).split('#')
  await writer.on(heir, 'acceptTransfer', { body: { token } })
  await writer.on(customer, 'disputeTransfer', { params: { id }, body: { message: 'x' } })
  await writer.staff('settleTransfer', { params: { id }, body: { decision: 'keep', answer: 'x' } })
}

/** An account that two people own, one of them by Support's word. */
async function organization(writer: Writer, customer: Page): Promise<void> {
  const { id } = await writer.on(customer, 'createOrganization', { body: { name: 'x' } })
  await writer.on(customer, 'renameOrganization', { params: { id }, body: { name: 'x' } })
  await writer.staff('appointOwner', { params: { id }, body: { login: 'bob@example.com', note: 'x' } })
}

/** What Support wants to hand over, and its owner says no to; and once more, so that it waits on the first page. */
async function handOver(vendor: Vendor, writer: Writer, customer: Page, alice: Person): Promise<void> {
  const key = await vendor.issueKey({ products: CT })
  await openPc(vendor, 'PC-5').wizard(['activate'], { account: alice, key: key.key })
  const body = { from: alice.username, to: 'bob', note: 'x', licenseIds: key.licenses.map(({ id }) => id) }
  const { id } = await writer.staff('handOver', { body })
  await writer.on(customer, 'objectToHandover', { params: { id }, body: { message: 'x' } })
  await writer.staff('handOver', { body: { ...body, note: 'y' } })
}

/** What Sales and Support do to licenses and keys. */
async function licenses(vendor: Vendor, writer: Writer): Promise<void> {
  const issued = await writer.staff('issueKey', {
    body: { order: 'x', products: CT, recipient: { email: 'carol@example.com' } },
  })
  const id = issued.licenses[0]?.id ?? ''
  await writer.staff('setExpiry', { params: { id }, body: { expiresAt: '2030-01-01T00:00:00Z' } })
  await writer.staff('setStanding', { params: { id }, body: { standing: 'suspended' } })
  const key = await vendor.issueKey({ products: CT })
  await openPc(vendor, 'PC-4').wizard(['activate'], { key: key.key })
  const license = key.licenses[0]?.id ?? ''
  await writer.staff('supportReturnLicense', { params: { id: license }, body: { reason: 'dead-pc' } })
  await writer.staff('undoReturn', { params: { id: license }, body: { note: '' } })
  await writer.staff('supportReturnKey', { params: { id: key.id }, body: { reason: 'dead-pc' } })
  await writer.staff('rotateKey', { params: { id: key.id }, body: {} })
}
