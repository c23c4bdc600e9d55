import type { Operation } from '@latchkey/contract/operation'
import { hasETag, type OperationName, operationOf } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { CursorError } from '../store/errors.ts'
import { sendAnswer, sendRefusal } from './answer.ts'
import { authorize, type Caller } from './authentication.ts'
import { type Call, type Refused, refuseField } from './call.ts'
import { countChange } from './changes.ts'
import { HANDLERS } from './handlers.ts'
import { operationOfCall } from './idempotency.ts'
import { localeAsked } from './languages.ts'
import { malformed } from './malformed.ts'
import { siteOf } from './same-origin.ts'
import type { Services } from './services.ts'
import { writeSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
}

/** A handler whose types were checked where it was written. */
type AnyHandler = (call: Call<OperationName>, services: Services) => Promise<Result<unknown, Refused>>

/** Registers every operation of the contract. */
export function registerOperations(app: FastifyInstance, services: Services): void {
  app.decorateRequest('caller')
  for (const name of Object.keys(HANDLERS) as OperationName[]) registerOperation(app, name, services)
}

function registerOperation(app: FastifyInstance, name: OperationName, services: Services): void {
  const operation = operationOf(name)
  const handle = HANDLERS[name] as AnyHandler
  const withETag = hasETag(name)
  app.route({
    method: operation.method,
    url: operation.path,
    ...(operation.bodyBytesMax === undefined ? {} : { bodyLimit: operation.bodyBytesMax }),
    // Before the body is read: whoever may not call learns nothing of what a body should hold.
    onRequest: async (request, reply) => {
      const caller = await authorize(operation, request, services.clock(), services)
      if (!caller.ok) return sendRefusal(reply, caller.error)
      request.caller = caller.value
    },
    handler: async (request, reply) => {
      const call = readCall(operation, request, reply, services)
      if (!call.ok) return sendRefusal(reply, call.error)
      const limited = await countChange(operation, call.value, services)
      if (limited !== null) return sendRefusal(reply, limited)
      const answer = await handleCall(handle, call.value, services)
      if (!answer.ok) return sendRefusal(reply, answer.error)
      const ifNoneMatch = withETag ? (request.headers['if-none-match'] ?? '') : null
      return sendAnswer(reply, operation.status, answer.value, ifNoneMatch)
    },
  })
}

async function handleCall(handle: AnyHandler, call: Call<OperationName>, services: Services) {
  try {
    return await handle(call, services)
  } catch (cause) {
    if (cause instanceof CursorError) return refuseField('?cursor', 'It is none that a page of this list gave.')
    throw cause
  }
}

/** Outside data meets its schema here, once. */
function readCall(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Result<Call<OperationName>, Refused> {
  const query = readQuery(operation, request)
  if (!query.ok) return query
  const body = readBody(operation, request)
  if (!body.ok) return body
  const { caller } = request
  const locale = localeAsked(request.headers['accept-language'])
  let idempotency: Call<OperationName>['operation'] = NO_OPERATION
  if (operation.idempotencyKey === true) {
    const [path = ''] = request.url.split('?', 1)
    const asked = {
      path,
      body: body.value,
      key: request.headers['idempotency-key'],
      caller: caller.id,
      account: caller.account,
    }
    const read = operationOfCall(operation, asked, services)
    if (!read.ok) return read
    idempotency = read.value
    reply.header('idempotency-key', idempotency.id)
  }
  return ok({
    params: request.params,
    query: query.value,
    body: body.value,
    at: services.clock(),
    ip: request.ip,
    actor: caller.actor,
    account: caller.account,
    open: caller.open,
    place: { userAgent: userAgentOf(request), ip: request.ip },
    locale,
    tellLanguage() {
      reply.header('content-language', locale).header('vary', 'accept-language')
    },
    site: () => siteOf(request, services.publicUrl),
    keepSession: (token: string | null) => writeSessionCookie(request, reply, token),
    operation: idempotency,
    eventActor: caller.eventActor,
    tellLimit({ name, max, windowMs }, { left, resetMs }) {
      reply.header('ratelimit-policy', `"${name}";q=${max};w=${Math.ceil(windowMs / 1000)}`)
      reply.header('ratelimit', `"${name}";r=${left};t=${Math.ceil(resetMs / 1000)}`)
    },
    // The schemas of `operation` made it so; types cannot follow a loop over all operations.
  } as Call<OperationName>)
}

const USER_AGENT_CHARS_MAX = 300

function userAgentOf({ headers }: FastifyRequest): string {
  return (headers['user-agent'] ?? '').slice(0, USER_AGENT_CHARS_MAX)
}

const NO_OPERATION = { id: '', caller: '', requestHash: '' }

function readQuery({ query }: Operation, request: FastifyRequest): Result<unknown, Refused> {
  if (query !== undefined) return readPart(query, request.query, 'query')
  const [unknown] = request.url.includes('?') ? Object.keys(request.query ?? {}) : []
  return unknown === undefined ? ok(undefined) : refuseField(`?${unknown.slice(0, 100)}`, 'Unknown parameter.')
}

function readBody({ body }: Operation, request: FastifyRequest): Result<unknown, Refused> {
  if (body !== undefined) return readPart(body, request.body, 'body')
  return request.body === undefined || request.body === null ? ok(undefined) : refuseField('', 'No body is taken here.')
}

function readPart(schema: z.ZodType, value: unknown, part: 'body' | 'query'): Result<unknown, Refused> {
  const parsed = schema.safeParse(value)
  return parsed.success ? ok(parsed.data) : err(malformed(parsed.error, part))
}
