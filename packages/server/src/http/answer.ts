import { hash } from 'node:crypto'
import { refusal } from '@latchkey/core/refusals'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refused } from './call.ts'
import { languageFor } from './languages.ts'
import { problemOf } from './problem.ts'

/** Headers of every answer: JSON is never a page, a frame or a script, and what it says is the caller's alone. */
export const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** Sends an answer as JSON; nothing for `undefined`. */
export function sendAnswer(reply: FastifyReply, status: number, answer: unknown, etag: string | null): FastifyReply {
  reply.code(status).headers(HEADERS).header('x-request-id', reply.request.id)
  if (answer === undefined) return reply.send()
  const json = JSON.stringify(answer)
  if (etag === null) return reply.header('content-type', 'application/json; charset=utf-8').send(json)
  const tag = etagOf(json)
  reply.header('etag', tag).header('cache-control', 'private, no-cache')
  if (isKnown(tag, etag)) return reply.code(304).send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(json)
}

/** Sends a refusal as problem details. */
export function sendRefusal(reply: FastifyReply, refused: Refused, status?: number): FastifyReply {
  const { id, headers } = reply.request
  const language = languageFor(headers['accept-language'])
  const problem = problemOf(refused, id, language, status)
  reply.code(problem.status).headers(HEADERS).header('x-request-id', id)
  reply.header('content-language', language.locale).header('vary', 'accept-language')
  if (refused.facts.seconds !== undefined) reply.header('retry-after', refused.facts.seconds)
  // RFC 9110 11.6.1: a 401 says how one signs in.
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}

/** Answers what went wrong: what the framework found fault with, or a bug, whose detail only the log gets. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = statusOf(error)
  if (status === 413) return sendRefusal(reply, refusal('REQUEST_MALFORMED', { field: '(it is too large)' }), 413)
  if (status === 415) return sendRefusal(reply, refusal('REQUEST_MALFORMED', { field: '(it is not JSON)' }), 415)
  if (status >= 400 && status < 500) return sendRefusal(reply, refusal('REQUEST_MALFORMED'))
  request.log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'a request failed')
  return sendRefusal(reply, refusal('SERVER_ERROR'))
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null
  return typeof status === 'number' ? status : 500
}

function etagOf(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 22)}"`
}

/** Whether a caller has it already (RFC 9110 13.1.2). */
export function isKnown(tag: string, ifNoneMatch: string): boolean {
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === tag || known.trim() === '*')
}
