import type { Access } from '@latchkey/core/access'
import { REFUSALS, type RefusalCode } from '@latchkey/core/refusals'
import { z } from 'zod'
import { createDocument, type ZodOpenApiObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { hasETag, isForAccount, OPERATIONS, type OperationName, operationOf, refusalsOf } from './operations.ts'
import { problem } from './schemas.ts'

type ZodOpenApiOperation = NonNullable<ZodOpenApiPathsObject[string]['get']>
type Responses = ZodOpenApiOperation['responses']
type Parameters = NonNullable<ZodOpenApiOperation['parameters']>

const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[]

/** The HTTP API as an OpenAPI 3.1 document, made from {@link OPERATIONS}: there is no second description of it. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Latchkey',
      version,
      description:
        'Software licensing: activation keys, licenses, hosts, accounts. Errors and idempotency: docs/http.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(OPERATION_NAMES.map(tagOf))].map((name) => ({ name })),
    paths: paths(),
    components: { schemas: { Problem: problem }, securitySchemes: SECURITY_SCHEMES, headers: HEADERS },
  })
}

/** Every status an operation may answer with, its success among them. */
export function statusesOf(name: OperationName): ReadonlySet<number> {
  const { status, method } = operationOf(name)
  return new Set([
    status,
    ...(hasETag(name) ? [304] : []),
    ...(method === 'GET' ? [] : [413, 415]),
    ...refusalsOf(name).flatMap((code) => httpStatusOf(code) ?? []),
  ])
}

const SECURITY_SCHEMES = {
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token (`lk_live_...`); its scopes say what it may do',
  },
  staffSession: { type: 'http', scheme: 'bearer', description: 'The `sessionToken` of `POST /v1/staff/sign-in`' },
  browserSession: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-latchkey',
    description: 'The cookie of `POST /v1/session`; over plain HTTP it is called `latchkey`',
  },
} as const satisfies NonNullable<ZodOpenApiObject['components']>['securitySchemes']

const HEADERS = {
  RateLimit: {
    description: 'What is left of the limit that is nearest, and the seconds until more',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': { description: 'That limit: quota and window in seconds', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
  'X-Request-Id': { description: 'Names this request in the log of the server', schema: { type: 'string' } },
  'Idempotency-Key': { description: 'The key of this call; one was made if none was sent', schema: { type: 'string' } },
  ETag: { description: 'Version of the answer, for `If-None-Match`', schema: { type: 'string' } },
} as const

function paths(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperation>> = {}
  for (const name of OPERATION_NAMES) {
    const { method, path } = operationOf(name)
    const template = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation(name) }
  }
  return paths
}

function operation(name: OperationName): ZodOpenApiOperation {
  const { summary, body, access, stepUp, query } = operationOf(name)
  return {
    operationId: name,
    summary,
    tags: [tagOf(name)],
    security: securityOf(access),
    ...(access === 'anybody' ? {} : { 'x-latchkey-access': access }),
    ...(stepUp === true ? { 'x-latchkey-step-up': true } : {}),
    parameters: parameters(name),
    ...(query instanceof z.ZodObject ? { requestParams: { query } } : {}),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responses(name),
  }
}

function securityOf(access: Access): NonNullable<ZodOpenApiOperation['security']> {
  if (access === 'anybody') return []
  const browser = { browserSession: [] }
  if (access === 'signing-in' || access === 'signed-in' || access.startsWith('own:')) return [browser]
  return access === 'staff' ? [{ staffSession: [] }, browser] : [{ apiToken: [] }, { staffSession: [] }, browser]
}

function tagOf(name: OperationName): string {
  return operationOf(name).path.split('/')[2] ?? 'server'
}

function parameters(name: OperationName): Parameters {
  const { path, idempotencyKey } = operationOf(name)
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, param = '']) => ({
    name: param,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' as const },
  }))
  const key = {
    name: 'Idempotency-Key',
    in: 'header' as const,
    description:
      'Chosen by the caller, 1 to 200 printable ASCII characters: the same key and body have one effect and one answer.',
    schema: { type: 'string' as const, minLength: 1, maxLength: 200 },
  }
  const ifNoneMatch = { name: 'If-None-Match', in: 'header' as const, schema: { type: 'string' as const } }
  const account = {
    name: 'Latchkey-Account',
    in: 'header' as const,
    description: 'On whose behalf: an organization that the caller owns; without it, their own account.',
    schema: { type: 'string' as const },
  }
  return [
    ...inPath,
    ...(idempotencyKey === true ? [key] : []),
    ...(isForAccount(name) ? [account] : []),
    ...(hasETag(name) ? [ifNoneMatch] : []),
  ]
}

function responses(name: OperationName): Responses {
  const { status, answer, idempotencyKey, method } = operationOf(name)
  const headers = headerRefs([
    'X-Request-Id',
    ...(idempotencyKey ? ['Idempotency-Key'] : []),
    ...(hasETag(name) ? ['ETag'] : []),
  ])
  const all: Record<string, Responses[`${1 | 2 | 3 | 4 | 5}${string}`]> = {
    [status]:
      answer instanceof z.ZodUndefined
        ? { description: 'Done', headers }
        : { description: 'Done', headers, content: { 'application/json': { schema: answer } } },
  }
  if (hasETag(name)) all['304'] = { description: 'Unchanged since the ETag sent', headers }
  const codesByStatus = Map.groupBy(refusalsOf(name), (code) => httpStatusOf(code))
  for (const [refused, codes] of codesByStatus) if (refused !== null) all[refused] = problemResponse(codes)
  if (method !== 'GET') {
    all['413'] = problemResponse(['REQUEST_MALFORMED'], 'The body is too large')
    all['415'] = problemResponse(['REQUEST_MALFORMED'], 'The body is not JSON')
  }
  return all
}

function problemResponse(codes: readonly RefusalCode[], description?: string) {
  const limited = codes.some((code) => code === 'RATE_LIMITED' || code === 'SERVER_BUSY')
  return {
    description: description ?? codes.map((code) => `\`${code}\`: ${sentenceOf(code)}`).join(' '),
    headers: headerRefs(['X-Request-Id', ...(limited ? ['Retry-After', 'RateLimit', 'RateLimit-Policy'] : [])]),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' as const }, { properties: { code: { enum: [...codes] } } }],
        },
      },
    },
  }
}

/** A refusal's sentence without the placeholders for facts. */
function sentenceOf(code: RefusalCode): string {
  return REFUSALS[code].sentence.replaceAll(/\{\w+\|([^}]*)\}/g, '$1')
}

function headerRefs(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` as const }]))
}

function httpStatusOf(code: RefusalCode): number | null {
  return REFUSALS[code].httpStatus
}
