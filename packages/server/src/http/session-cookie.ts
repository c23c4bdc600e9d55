import type { FastifyReply, FastifyRequest } from 'fastify'

/** Over TLS the name itself makes browsers insist on Secure, the whole host and the root path (RFC 6265bis 4.1.3.2). */
const SECURE_NAME = '__Host-latchkey'
const PLAIN_NAME = 'latchkey'
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** The session token that a browser sends by itself; null for none. */
export function readSessionCookie(request: FastifyRequest): string | null {
  const name = nameFor(request)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name && TOKEN.test(value)) return value
  }
  return null
}

/** Gives the browser a session, or takes it away. No script can read it, and no page of another site can send it. */
export function writeSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
  const isSecure = request.protocol === 'https'
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])]
  const value = token === null ? `${nameFor(request)}=; Max-Age=0` : `${nameFor(request)}=${token}`
  reply.header('set-cookie', [value, ...attributes].join('; '))
}

function nameFor({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? SECURE_NAME : PLAIN_NAME
}
