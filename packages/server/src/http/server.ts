import { LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { refusal } from '@latchkey/core/refusals'
import type { Socket } from 'node:net'
import { fastify, type FastifyInstance, LogController } from 'fastify'
import { err } from '@latchkey/core/result'
import { type DownloadStorage, PublishedFiles } from '../downloads/storage.ts'
import { Challenges } from '../accounts/passkeys.ts'
import { sendError } from './answer.ts'
import { registerDownloads } from './downloads.ts'
import { registerDocumentation } from './documentation.ts'
import { registerHealth } from './health.ts'
import { languageFor } from './languages.ts'
import { problemOf } from './problem.ts'
import { NO_BRAND } from './pages/brand.ts'
import { registerOfflinePage } from './pages/offline-page.ts'
import { registerPages } from './pages/pages.ts'
import { createQuotas } from './quotas.ts'
import { registerOperations } from './routes.ts'
import type { ServerDeps, Services } from './services.ts'
import { tokenUseNotes } from './token-uses.ts'

/** A request that is not in by then never will be. */
const REQUEST_MS_MAX = 30 * SECOND_MS
/** Longer than the idle time of common load balancers, so that it is they who close. */
const KEEP_ALIVE_MS = 75 * SECOND_MS
/** Long enough that a wrong id meets its handler and its refusal. */
const PARAM_CHARS_MAX = 4_096

const NO_STORAGE: DownloadStorage = { open: async () => err('FILE_MISSING') }

function storageOf({ storage = NO_STORAGE }: ServerDeps): Pick<Services, 'storage' | 'files'> {
  return { storage, files: new PublishedFiles(storage) }
}

/**
 * Makes the HTTP server; nothing listens yet. Call `listen({ host, port })`, and `close()`, which waits for what is under way, before
 * closing `deps.store` and `deps.accounts`. It reads no environment, clock or randomness but what `deps` holds.
 */
export function createServer(deps: ServerDeps): FastifyInstance {
  const { store, accounts, keys, clock, random, version, limits, tls = null, brand = NO_BRAND } = deps
  const nextRequestId = requestIds(random)
  const app = fastify({
    ...(tls === null ? {} : { https: { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' as const } }),
    loggerInstance: deps.logger,
    // One logger for all: a child per request costs more than it tells, the id is logged where something is.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: nextRequestId,
    requestIdHeader: false,
    trustProxy: deps.trustProxy ?? false,
    bodyLimit: LIMITS.bodyBytesMax,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: MINUTE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // What came in before the end is still answered.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PARAM_CHARS_MAX },
    clientErrorHandler: (_error, socket) => refuseBytes(socket, nextRequestId()),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
  }) as unknown as FastifyInstance
  const services: Services = {
    store,
    accounts,
    keys,
    clock,
    random,
    version,
    brand,
    quotas: createQuotas(limits),
    publicUrl: deps.publicUrl ?? null,
    challenges: new Challenges(keys.secrets, random),
    noteTokenUse: tokenUseNotes(store, deps.logger),
    ...storageOf(deps),
    checkWebhookAddress: deps.checkWebhookAddress ?? (async () => 'This server sends no webhooks.'),
    failpoint: deps.failpoint ?? (() => undefined),
  }
  // JSON only: a form or plain text is what a page of another site could send without asking.
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  if (deps.logRequests === true) logRequests(app)
  registerOperations(app, services)
  registerDownloads(app, services)
  registerHealth(app, services)
  registerDocumentation(app, version)
  registerOfflinePage(app, services)
  registerPages(app, deps.pagesFolder ?? null, brand)
  return app
}

/** What came was no HTTP, or headers beyond any limit: there is no request to reply to, only a socket. */
function refuseBytes(socket: Socket, requestId: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problemOf(refusal('REQUEST_MALFORMED'), requestId, languageFor(undefined)))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Names of requests for the log: unique in all logs by what is random, cheap by what counts. Nothing is opened by knowing one. */
function requestIds(random: ServerDeps['random']): () => string {
  const boot = Buffer.from(random(5)).toString('hex')
  let count = 0
  return () => {
    count += 1
    return `req_${boot}${count.toString(36).padStart(4, '0')}`
  }
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id } = request
    const ms = Math.round(reply.elapsedTime * 10) / 10
    request.log.info({ requestId: id, method, route: routeOptions.url, status: reply.statusCode, ms }, 'answered')
  })
}
