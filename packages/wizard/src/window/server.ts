import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { LIMITS } from '@latchkey/core/limits'
import { type Assets, typeOf } from './assets.ts'
import type { Frame } from './frame.ts'
import { type Demand, type Known, refusalOf, refusalOfHost, SESSION_COOKIE } from './guard.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { type Message, readMessage, readToken } from './messages.ts'

/** What the server serves: everything that may be reached through it, and nothing else is. */
export interface Desk {
  readonly assets: Assets
  /** Takes the one-time token; gives the session's secret, or null for a token that is used or unknown. */
  admit(token: string): string | null
  isSession(secret: string): boolean
  isInstance(secret: string): boolean
  /** Sends frames until the returned function is called. */
  watch(send: (frame: Frame) => void): () => void
  receive(message: Message): void
  /** A second License Wizard was started. */
  focus(): void
}

export interface WindowServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

interface Route extends Demand {
  readonly handle: (desk: Desk, request: IncomingMessage, response: ServerResponse) => Promise<void> | void
}

/** A comment on the stream every so often: a dead connection is noticed by both sides. */
const HEARTBEAT_MS = 15_000
/** How soon the page comes back after its stream was cut. */
const RETRY_MS = 500

/** Serves the window on a free port of 127.0.0.1. Every request is checked before it reaches the desk. */
export async function serveWindow(desk: Desk): Promise<WindowServer> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const { port } = server.address() as AddressInfo
  const known: Known = {
    host: `127.0.0.1:${port}`,
    isSession: (text) => desk.isSession(text),
    isInstance: (text) => desk.isInstance(text),
  }
  server.on('request', (request, response) => void answer(desk, known, request, response))
  // No WebSocket is spoken here: the page's messages are POSTs, which are checked like all others.
  server.on('upgrade', (_, socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'))
  server.on('clientError', (_, socket) => socket.destroy())
  return { url: `http://${known.host}`, port, close: () => close(server) }
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/': { kind: 'document', method: 'GET', handle: (desk, _, response) => sendAsset(desk, 'wizard.html', response) },
  '/session': { kind: 'session', method: 'POST', handle: openSession },
  '/events': { kind: 'stream', method: 'GET', handle: stream },
  '/inputs': { kind: 'message', method: 'POST', handle: takeInputs },
  '/focus': { kind: 'focus', method: 'POST', handle: (desk, _, response) => sendNothing(response, () => desk.focus()) },
}

const ASSET: Route = {
  kind: 'static',
  method: 'GET',
  handle: (desk, request, response) => sendAsset(desk, pathOf(request).slice(1), response),
}

async function answer(desk: Desk, known: Known, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  const path = pathOf(request)
  const route = Object.hasOwn(ROUTES, path) ? (ROUTES[path] ?? ASSET) : ASSET
  const refused = refusalOfHost(request.headers, known) ?? refusalOf(request.headers, route, known)
  if (refused !== null) return refuse(response, refused.status, refused.why)
  if (request.method !== route.method) return refuse(response, 405, 'this is not done here')
  try {
    await route.handle(desk, request, response)
  } catch (error) {
    if (error instanceof BadBody) refuse(response, error.status, error.message)
    // Cut off before its end: there is nobody left to answer.
    else if (request.complete) throw error
  }
}

function openSession(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return withBody(request, (body) => {
    const token = readToken(body)
    const secret = token === null ? null : desk.admit(token)
    if (secret === null) return refuse(response, 403, 'this address was used already')
    response.setHeader('set-cookie', `${SESSION_COOKIE}=${secret}; HttpOnly; SameSite=Strict; Path=/`)
    sendNothing(response)
  })
}

function takeInputs(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return withBody(request, (body) => {
    const message = readMessage(body)
    if (message === null) return refuse(response, 400, 'no message of the window')
    sendNothing(response, () => desk.receive(message))
  })
}

/** Server-sent events: the screen now, and each one after it. */
function stream(desk: Desk, _: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`retry: ${RETRY_MS}\n\n`)
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS)
  const stop = desk.watch((frame) => {
    response.write(`data: ${JSON.stringify(frame)}\n\n`)
    if (frame.type !== 'screen') response.end()
  })
  response.once('close', () => {
    clearInterval(heartbeat)
    stop()
  })
}

async function sendAsset({ assets }: Desk, path: string, response: ServerResponse): Promise<void> {
  const bytes = await assets.get(path)
  if (bytes === null) return refuse(response, 404, 'there is no such page')
  response.writeHead(200, { 'content-type': typeOf(path), 'content-length': bytes.length }).end(bytes)
}

function sendNothing(response: ServerResponse, first: () => void = () => undefined): void {
  first()
  response.writeHead(204).end()
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${why}\n`)
}

class BadBody extends Error {
  readonly status: 400 | 413
  constructor(status: 400 | 413, message: string) {
    super(message)
    this.status = status
  }
}

/** A file that was dropped, as JSON, and a little around it. */
const BODY_BYTES_MAX = LIMITS.offlineFileBytesMax * 2

async function withBody(request: IncomingMessage, use: (body: unknown) => void): Promise<void> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > BODY_BYTES_MAX) throw new BadBody(413, 'too much')
    chunks.push(chunk)
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new BadBody(400, 'no JSON')
  }
  use(body)
}

/** The path alone; `//host` and what cannot be read are no path of ours. */
function pathOf({ url = '' }: IncomingMessage): string {
  return /^\/[\w./-]*$/.test(url) ? url : '/?'
}

async function close(server: Server): Promise<void> {
  server.closeIdleConnections()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
