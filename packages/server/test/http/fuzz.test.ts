import { type OperationName, operationOf } from '@latchkey/contract/operations'
import * as fc from 'fast-check'
import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeId } from '@latchkey/core/ids'
import type { NewPerson } from '../../src/accounts/accounts.ts'
import { HANDLERS } from '../../src/http/handlers.ts'
import {
  expectDocumented,
  openSession,
  PASSWORD,
  random,
  startServer,
  type TestHost,
  type TestServer,
} from './fixture.ts'

/** Requests made from the contract, good ones, nearly good ones and nonsense. `LATCHKEY_FUZZ_RUNS` asks for more of them. */
const RUNS = Number(process.env.LATCHKEY_FUZZ_RUNS ?? 500)
const NAMES = Object.keys(HANDLERS) as OperationName[]
const MS_PER_RUN = 300

let server: TestServer
let host: TestHost
let known: readonly string[]
beforeAll(async () => {
  server = await startServer({ limits: {} })
  host = await server.host()
  const { id, key, licenses } = await server.issue({ products: [{ product: 'ct', seats: 2 }] })
  await host.activate(key)
  const request = await host.request({ type: 'look-up' }, { key })
  known = [id, key, licenses[0]?.id ?? '', host.id, 'ct', 'standard', 'lost-pc', request, '2030-01-01T00:00:00Z']
})
afterAll(async () => server.close())

interface Fuzzed {
  readonly name: OperationName
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly key: string | null
  readonly token: 'fitting' | 'admin' | 'customer' | 'none' | 'wrong'
}

const strange = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '../..',
  "' OR 1=1 --",
  '%',
  '9'.repeat(400),
  '-0',
)

function texts(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...known), strange, fc.string({ unit: 'binary', maxLength: 60 }), fc.string())
}

function anything(): fc.Arbitrary<unknown> {
  return fc.oneof(texts(), fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double(), fc.constant(null))
}

/** Values for a schema; one in some is not what it asks for. */
function valueOf(schema: unknown): fc.Arbitrary<unknown> {
  const good = goodValueOf(schema)
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: fc.constant(null).chain(() => anything()) })
}

function goodValueOf(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return fc.option(valueOf(schema.unwrap()), { nil: undefined })
  }
  if (schema instanceof z.ZodNullable) return fc.option(valueOf(schema.unwrap()), { nil: null })
  if (schema instanceof z.ZodObject) return objectOf(schema)
  if (schema instanceof z.ZodArray) return fc.array(valueOf(schema.element), { maxLength: 3 })
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodNumber)
    return fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -1, max: 9 }), fc.maxSafeInteger(), fc.double())
  return texts()
}

function objectOf(schema: z.ZodObject): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.shape).map(([name, field]) => [name, valueOf(field)] as const)
  const object = fc.record(Object.fromEntries(fields))
  const more = fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 1 })
  return fc.oneof(
    { weight: 8, arbitrary: object },
    { weight: 1, arbitrary: fc.tuple(object, more).map(([good, unknown]) => Object.assign(unknown, good)) },
  )
}

/** What a PC may ask for in good form, of licenses that are there and that are not, its own and others'. */
function intents(): fc.Arbitrary<unknown> {
  const licenseId = fc.constantFrom(known[2], makeId('lic', random(13)))
  const keyId = fc.constantFrom(known[0], makeId('key', random(13)))
  const product = fc.constantFrom('ct', 'izot-net-server', 'none')
  const licenseRows = fc.array(fc.record({ licenseId }), { minLength: 1, maxLength: 3 })
  const seatRows = fc.array(fc.record({ keyId, product }), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    fc.constantFrom({ type: 'look-up' }, { type: 'associate' }),
    fc.record({ type: fc.constant('activate'), rows: seatRows }),
    fc.record({ type: fc.constantFrom('return', 'renew', 'fetch'), rows: licenseRows }),
  )
}

function requests(): fc.Arbitrary<Fuzzed> {
  return fc.constantFrom(...NAMES).chain((name) => {
    const { body, query } = operationOf(name)
    return fc.record({
      name: fc.constant(name),
      id: texts(),
      query: fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...queryNames(query), 'x'), texts(), { maxKeys: 3 }) },
      ),
      body: body === undefined ? fc.oneof(fc.constant(undefined), anything()) : valueOf(body),
      key: fc.option(fc.oneof(fc.constantFrom('one', 'two'), fc.string({ unit: 'grapheme-ascii' })), { nil: null }),
      token: fc.constantFrom('fitting', 'fitting', 'fitting', 'fitting', 'admin', 'customer', 'none', 'wrong'),
    })
  })
}

function queryNames(query: z.ZodType | undefined): readonly string[] {
  return query instanceof z.ZodObject ? Object.keys(query.shape) : []
}

let person: NewPerson | null = null
/** Somebody signed in; anew each time, since some calls end sessions, and one ends the account. */
async function customerSession(isLast: boolean): Promise<string> {
  if (person === null) {
    const username = `fuzz-${makeId('acc', random(13)).slice(4)}`
    const id = makeId('acc', random(13))
    person = { id, role: 'customer', username, email: `${username}@example.com`, password: PASSWORD }
    expect((await server.accounts.create(person, server.clock.at)).ok).toBe(true)
  }
  const token = await openSession(server.accounts, person, server.clock.at)
  if (isLast) person = null
  return token
}

async function send({ name, id, query, body, key, token }: Fuzzed): Promise<number> {
  const { method, path } = operationOf(name)
  const search = new URLSearchParams(query).toString()
  const isForPeople = /^(?:own:|sign)/.test(operationOf(name).access)
  const isCustomer = token === 'customer' || (token === 'fitting' && isForPeople)
  const customer = isCustomer ? await customerSession(name === 'closeMyAccount') : server.adminToken
  const tokens = { fitting: customer, admin: server.adminToken, customer, none: null, wrong: 'lk_live_wrong' }
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (tokens[token] !== null) headers.authorization = `Bearer ${tokens[token]}`
  if (key !== null) headers['idempotency-key'] = key
  const withBody = method !== 'GET' && body !== undefined
  if (!withBody) delete headers['content-type']
  const param = encodeURIComponent(id.toWellFormed())
  // An empty or dotted parameter is another path.
  const isPath = path.includes(':id') && /^(?:\.{0,2})$/.test(id)
  const answer = await fetch(
    `${server.url}${path.replace(':id', isPath ? 'x' : param)}${search === '' ? '' : `?${search}`}`,
    {
      method,
      headers,
      ...(withBody ? { body: JSON.stringify(body) } : {}),
    },
  )
  const text = await answer.text()
  expectDocumented(name, answer.status, text === '' ? undefined : JSON.parse(text))
  return answer.status
}

test(
  'whatever is asked, nothing fails and every answer is one that the contract tells of',
  async () => {
    const counts = new Map<number, number>()
    const check = fc.asyncProperty(requests(), async (request) => {
      // So that limits are met, and end.
      server.clock.at += 997
      const status = await send(request)
      counts.set(status, (counts.get(status) ?? 0) + 1)
      expect(status).toBeLessThan(500)
    })
    await fc.assert(check, { numRuns: RUNS })
    // What is all refused would prove little.
    const done = [200, 201, 204].reduce((sum, status) => sum + (counts.get(status) ?? 0), 0)
    expect(done).toBeGreaterThan(RUNS / 20)
    for (const status of [400, 401, 404]) expect(counts.get(status)).toBeGreaterThan(0)
  },
  60_000 + RUNS * MS_PER_RUN,
)

test(
  'whatever a PC asks for in good form, it gets a signed answer or a refusal that the contract tells of',
  async () => {
    const proofs = fc.record({ key: fc.constantFrom(known[1] ?? '', undefined) })
    const check = fc.asyncProperty(intents(), proofs, async (intent, { key }) => {
      server.clock.at += 3_600_000
      const asked = await host.ask(intent as never, key === undefined ? {} : { key })
      expect(asked.status).toBeLessThan(500)
    })
    await fc.assert(check, { numRuns: Math.ceil(RUNS / 10) })
  },
  60_000 + RUNS * MS_PER_RUN,
)
