import type { RefusalCode } from '@latchkey/core/refusals'
import { z } from 'zod'
import { CASE_OPERATIONS } from './case-operations.ts'
import { supportReturned } from './case-schemas.ts'
import { CONSOLE_OPERATIONS } from './console-operations.ts'
import type { Operation } from './operation.ts'
import { HANDOVER_OPERATIONS } from './handover-operations.ts'
import { HOST_OPERATIONS } from './host-operations.ts'
import { ORGANIZATION_OPERATIONS } from './organization-operations.ts'
import { PORTAL_OPERATIONS } from './portal-operations.ts'
import { PEOPLE_OPERATIONS } from './people-operations.ts'
import * as s from './schemas.ts'

export const OPERATIONS = {
  ...HOST_OPERATIONS,
  staffSignIn: {
    method: 'POST',
    path: '/v1/staff/sign-in',
    summary: 'Sign in as a member of staff',
    access: 'anybody',
    body: s.staffSignIn,
    status: 200,
    answer: s.staffSignedIn,
    refusals: ['SIGN_IN_FAILED', 'SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_FAILED', 'SERVER_BUSY'],
  },
  staffSignOut: {
    method: 'POST',
    path: '/v1/staff/sign-out',
    summary: 'End the session',
    access: 'staff',
    status: 204,
    answer: z.undefined(),
    refusals: [],
  },
  listProducts: {
    method: 'GET',
    path: '/v1/products',
    summary: 'Products',
    access: 'catalog:read',
    query: s.pageQuery,
    status: 200,
    answer: s.page(s.product),
    refusals: [],
  },
  putProduct: {
    method: 'PUT',
    path: '/v1/products/:id',
    summary: 'Create or change a product',
    access: 'catalog:write',
    body: s.productBody,
    status: 200,
    answer: s.product,
    refusals: [],
    idempotencyKey: true,
  },
  listPolicies: {
    method: 'GET',
    path: '/v1/policies',
    summary: 'Policies',
    access: 'catalog:read',
    query: s.pageQuery,
    status: 200,
    answer: s.page(s.policy),
    refusals: [],
  },
  putPolicy: {
    method: 'PUT',
    path: '/v1/policies/:id',
    summary: 'Create or change a policy; licenses already sold keep their terms',
    access: 'catalog:write',
    body: s.policyBody,
    status: 200,
    answer: s.policy,
    refusals: [],
    idempotencyKey: true,
  },
  issueKey: {
    method: 'POST',
    path: '/v1/keys',
    summary: 'Issue an activation key, or take over one of another system',
    access: 'keys:issue',
    body: s.keyBody,
    status: 201,
    answer: s.issuedKey,
    refusals: ['NOT_FOUND', 'KEY_MALFORMED', 'ALREADY_EXISTS'],
    idempotencyKey: true,
  },
  listKeys: {
    method: 'GET',
    path: '/v1/keys',
    summary: 'Activation keys, newest first',
    access: 'keys:read',
    query: s.listQuery.extend({ order: z.string().optional(), last5: z.string().optional() }),
    status: 200,
    answer: s.page(s.key),
    refusals: [],
  },
  lookUpKey: {
    method: 'POST',
    path: '/v1/keys/look-up',
    summary: 'Find a key by its whole text',
    access: 'keys:read',
    body: s.keyLookUp,
    status: 200,
    answer: s.key,
    refusals: ['KEY_MALFORMED', 'KEY_UNKNOWN'],
  },
  getKey: {
    method: 'GET',
    path: '/v1/keys/:id',
    summary: 'One activation key with its licenses',
    access: 'keys:read',
    status: 200,
    answer: s.key,
    refusals: ['NOT_FOUND'],
  },
  supportReturnKey: {
    method: 'POST',
    path: '/v1/keys/:id/support-return',
    summary: 'Return every activated license of a key for a customer whose PC is gone (KB1023 2.B)',
    access: 'licenses:support-return',
    body: s.supportReturn,
    status: 200,
    answer: supportReturned,
    refusals: ['NOT_FOUND', 'NOT_ACTIVATED', 'ALREADY_CLOSED', 'DECISION_PENDING'],
    idempotencyKey: true,
    stepUp: true,
  },
  listLicenses: {
    method: 'GET',
    path: '/v1/licenses',
    summary: 'Licenses, newest first',
    access: 'licenses:read',
    query: s.listQuery.extend({
      accountId: z.string().optional(),
      hostId: z.string().optional(),
      standing: z.enum(['good', 'suspended', 'revoked']).optional(),
    }),
    status: 200,
    answer: s.page(s.license),
    refusals: [],
  },
  getLicense: {
    method: 'GET',
    path: '/v1/licenses/:id',
    summary: 'One license',
    access: 'licenses:read',
    status: 200,
    answer: s.license,
    refusals: ['NOT_FOUND'],
  },
  explainLicense: {
    method: 'GET',
    path: '/v1/licenses/:id/explanation',
    summary: 'Explain a license: each rule passed or failed, and everything that happened to it',
    access: 'licenses:read',
    status: 200,
    answer: s.explanation,
    refusals: ['NOT_FOUND'],
  },
  supportReturnLicense: {
    method: 'POST',
    path: '/v1/licenses/:id/support-return',
    summary: 'Return one license for a customer whose PC is gone (KB1023 2.B)',
    access: 'licenses:support-return',
    body: s.supportReturn,
    status: 200,
    answer: supportReturned,
    refusals: ['NOT_FOUND', 'NOT_ACTIVATED', 'ALREADY_CLOSED', 'DECISION_PENDING'],
    idempotencyKey: true,
    stepUp: true,
  },
  setStanding: {
    method: 'POST',
    path: '/v1/licenses/:id/standing',
    summary: 'Suspend, withdraw or reinstate a license',
    access: 'licenses:write',
    body: s.standingBody,
    status: 200,
    answer: s.license,
    refusals: ['NOT_FOUND'],
    idempotencyKey: true,
  },
  setExpiry: {
    method: 'POST',
    path: '/v1/licenses/:id/expiry',
    summary: 'Set when a license ends, or that it does not',
    access: 'licenses:write',
    body: s.expiryBody,
    status: 200,
    answer: s.license,
    refusals: ['NOT_FOUND'],
    idempotencyKey: true,
  },
  getHost: {
    method: 'GET',
    path: '/v1/hosts/:id',
    summary: 'One host and the licenses on it',
    access: 'hosts:read',
    status: 200,
    answer: s.host,
    refusals: ['NOT_FOUND'],
  },
  listAccounts: {
    method: 'GET',
    path: '/v1/accounts',
    summary: 'Software Download accounts, newest first',
    access: 'accounts:read',
    query: s.listQuery.extend({
      login: z.string().optional(),
      kind: z.enum(['person', 'organization']).optional(),
    }),
    status: 200,
    answer: s.page(s.account),
    refusals: [],
  },
  createAccount: {
    method: 'POST',
    path: '/v1/accounts',
    summary: 'Create a Software Download account',
    access: 'accounts:write',
    body: s.accountBody,
    status: 201,
    answer: s.account,
    refusals: ['ALREADY_EXISTS', 'SERVER_BUSY'],
    idempotencyKey: true,
  },
  listTokens: {
    method: 'GET',
    path: '/v1/tokens',
    summary: 'API tokens',
    access: 'tokens:read',
    query: s.pageQuery,
    status: 200,
    answer: s.page(s.token),
    refusals: [],
  },
  createToken: {
    method: 'POST',
    path: '/v1/tokens',
    summary: 'Create an API token; nobody can give it more than they may do themselves',
    access: 'tokens:write',
    body: s.tokenBody,
    status: 201,
    answer: s.issuedToken,
    refusals: ['ALREADY_EXISTS'],
    idempotencyKey: true,
    stepUp: true,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/v1/tokens/:id',
    summary: 'End an API token',
    access: 'tokens:write',
    status: 204,
    answer: z.undefined(),
    refusals: ['NOT_FOUND'],
    idempotencyKey: true,
  },
  ...PEOPLE_OPERATIONS,
  ...PORTAL_OPERATIONS,
  ...ORGANIZATION_OPERATIONS,
  ...HANDOVER_OPERATIONS,
  ...CASE_OPERATIONS,
  getStatistics: {
    method: 'GET',
    path: '/v1/statistics',
    summary: 'Figures of the overview: activations and returns by day, open requests, stale hosts, expiries ahead',
    access: 'events:read',
    query: s.statisticsQuery,
    status: 200,
    answer: s.statistics,
    refusals: [],
  },
  ...CONSOLE_OPERATIONS,
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof OPERATIONS

/** An operation without the literal types of its own row: for loops over all of them. */
export function operationOf(name: OperationName): Operation {
  return OPERATIONS[name]
}

/** Every refusal an operation may give, those of its own and those that come with its kind. */
export function refusalsOf(name: OperationName): readonly RefusalCode[] {
  const { access, stepUp, method, idempotencyKey, refusals } = operationOf(name)
  return [
    ...new Set<RefusalCode>([
      ...refusals,
      'REQUEST_MALFORMED',
      ...(access === 'anybody' ? [] : (['NOT_SIGNED_IN', 'NOT_ALLOWED', 'SECOND_FACTOR_REQUIRED'] as const)),
      ...(access === 'anybody' || method === 'GET' ? [] : (['CROSS_SITE'] as const)),
      // Of the account named in `Latchkey-Account`.
      ...(isForAccount(name) ? (['NOT_FOUND'] as const) : []),
      ...(stepUp === true ? (['STEP_UP_REQUIRED'] as const) : []),
      ...(idempotencyKey === true ? (['OPERATION_REUSED'] as const) : []),
      'RATE_LIMITED',
      'SERVER_ERROR',
    ]),
  ]
}

/** Whether an operation may be asked for on behalf of an organization, by the `Latchkey-Account` header. */
export function isForAccount(name: OperationName): boolean {
  const { access } = operationOf(name)
  return access === 'own:read' || access === 'own:write'
}

/** A read of one thing answers with an ETag, and 304 when the caller has it already. */
export function hasETag(name: OperationName): boolean {
  const { method, path } = operationOf(name)
  return method === 'GET' && path.includes(':')
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamNames<More>
    : Rest
  : never

/** The `:name` parameters of an operation's path. */
export type ParamsOf<N extends OperationName> = Readonly<Record<ParamNames<(typeof OPERATIONS)[N]['path']>, string>>
export type BodyOf<N extends OperationName> = (typeof OPERATIONS)[N] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined
export type ParsedBodyOf<N extends OperationName> = (typeof OPERATIONS)[N] extends { body: infer B extends z.ZodType }
  ? z.output<B>
  : undefined
/** A query as the caller writes it. */
export type QueryInputOf<N extends OperationName> = (typeof OPERATIONS)[N] extends { query: infer Q extends z.ZodType }
  ? z.input<Q>
  : undefined
export type QueryOf<N extends OperationName> = (typeof OPERATIONS)[N] extends { query: infer Q extends z.ZodType }
  ? z.output<Q>
  : undefined
export type AnswerOf<N extends OperationName> = z.output<(typeof OPERATIONS)[N]['answer']>
