import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createSecureContext } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import { type Logger, pino } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import { folderStorage } from '../downloads/folder-storage.ts'
import { s3Storage } from '../downloads/s3-storage.ts'
import type { DownloadStorage } from '../downloads/storage.ts'
import { type Failpoint, failpointAt } from '../failpoint.ts'
import { createLogger } from '../http/logger.ts'
import { type BrandFiles, readBrand } from '../http/pages/brand.ts'
import { createServer } from '../http/server.ts'
import type { ServerDeps } from '../http/services.ts'
import { startExpiryJob } from '../jobs/expiries.ts'
import { startHoldJob } from '../jobs/holds.ts'
import { startHourlyJobs } from '../jobs/hourly.ts'
import { startMailJob } from '../jobs/mails.ts'
import { startWebhookJob } from '../jobs/webhooks.ts'
import type { RepeatedJob } from '../jobs/repeat.ts'
import type { MailSurroundings } from '../mail/compose.ts'
import { fileTransport } from '../mail/file-transport.ts'
import { smtpTransport } from '../mail/smtp-transport.ts'
import type { MailTransport } from '../mail/transport.ts'
import { unsealActivationKey } from '../signing/activation-key-secrecy.ts'
import { deriveLinkToken } from '../signing/sealing.ts'
import { loadSigningKeys } from '../signing/key-files.ts'
import type { ServerKeys } from '../signing/keys.ts'
import type { Store } from '../store/store.ts'
import { checkAddress, type Resolve } from '../webhooks/address.ts'
import { post } from '../webhooks/post.ts'
import { VERSION } from '../version.ts'
import type { CliContext } from './context.ts'
import { refusalOfFolder, systemCode, writeServerFile } from './data-folder.ts'
import { ensureOperatorToken } from './operator-token.ts'
import { type CliRefusal, refuse } from './refusal.ts'

/** A server that listens, with everything it stands on. */
export interface RunningServer {
  readonly url: string
  readonly keys: ServerKeys
  readonly store: Store
  readonly accounts: Accounts
  /** Answers what is under way, then closes everything; takes at most {@link STOP_MS}. */
  stop(): Promise<void>
}

/** Longest wait for calls that are under way; far above what any takes, far below what service managers wait for. */
const STOP_MS = 10_000

/** Built by scripts/build-pages.ts. */
const PAGES_FOLDER = fileURLToPath(new URL('../../../web/dist/pages', import.meta.url))

/** Starts the server on a data folder that `init` has set up. */
export async function startServer(context: CliContext): Promise<Result<RunningServer, CliRefusal>> {
  const { folder } = context
  if (!existsSync(folder.database)) return refuse('DATA_MISSING', folder.path)
  const keys = await loadSigningKeys(folder.keys)
  if (!keys.ok) return refuse('DATA_DAMAGED', `${keys.error.path}: ${keys.error.words}`)
  const tls = readTls(context)
  if (!tls.ok) return tls
  const brand = readBrand(folder.path)
  if (!brand.ok) return refuse('CONFIG_INVALID', `${brand.error.path}: ${brand.error.words}`)
  let store: Store
  try {
    store = await context.openStore(folder)
  } catch (cause) {
    return err(refusalOfFolder(cause, folder.path))
  }
  const started = await startOnStore(context, store, keys.value, { tls: tls.value, brand: brand.value })
  if (!started.ok) await store.close()
  return started
}

type Tls = NonNullable<ServerDeps['tls']>

async function startOnStore(
  context: CliContext,
  store: Store,
  keys: ServerKeys,
  { tls, brand }: { readonly tls: Tls | null; readonly brand: BrandFiles },
): Promise<Result<RunningServer, CliRefusal>> {
  const { config, folder, clock, random } = context
  await ensureOperatorToken(context, store)
  const { accounts } = await context.openAccounts(folder, store)
  const logger = createLogger(config.logLevel, pino.destination({ fd: 2, sync: true }))
  const failpoint = failpointAt(config.failpoint)
  const server = createServer({
    store,
    accounts,
    keys,
    clock,
    random,
    version: VERSION,
    logger,
    tls,
    limits: config.limits,
    trustProxy: config.trustProxy,
    pagesFolder: PAGES_FOLDER,
    brand,
    publicUrl: config.publicUrl,
    // One line per request costs a tenth of the throughput.
    logRequests: config.logLevel === 'debug',
    checkWebhookAddress: (address) => checkAddress(address, resolveName, { loopback: config.webhooksToLoopback }),
    storage: storageOf(context),
    failpoint,
  })
  try {
    await server.listen({ host: config.host, port: config.port })
  } catch (cause) {
    const address = `${config.host}:${config.port}`
    const code = systemCode(cause)
    if (code === 'EADDRINUSE') return refuse('PORT_TAKEN', address)
    if (code === null) throw cause
    return refuse('ADDRESS_UNUSABLE', `${address} (${code})`)
  }
  const url = urlOf(context, server.server.address())
  writeServerFile(folder, url)
  // What was stripped and compiled is kept now: a server that is killed would never write it.
  flushCompileCache()
  const jobs = startJobs(context, { store, keys, logger, failpoint, publicUrl: config.publicUrl ?? url })
  return ok({
    url,
    keys,
    store,
    accounts,
    async stop() {
      rmSync(folder.serverFile, { force: true })
      await Promise.race([Promise.all([server.close(), ...jobs.map((job) => job.stop())]), pauseMs(STOP_MS)])
      await store.close()
    },
  })
}

interface JobParts {
  readonly store: Store
  readonly keys: ServerKeys
  readonly logger: Logger
  readonly failpoint: Failpoint
  readonly publicUrl: string
}

/** What a running server does by itself. */
function startJobs(
  context: CliContext,
  { store, keys, logger, failpoint, publicUrl }: JobParts,
): readonly RepeatedJob[] {
  const { config, clock, random } = context
  const mails = startMailJob({
    store,
    transport: transportOf(context),
    surroundings: mailSurroundings(publicUrl, store, keys),
    clock,
    log: logger,
  })
  const rules = { loopback: config.webhooksToLoopback }
  const webhooks = startWebhookJob({
    store,
    post: (message) => post(message, { resolve: resolveName, rules, timeoutMs: LIMITS.webhookTimeoutMs, clock }),
    secrets: keys.secrets,
    clock,
    jitter: () => Buffer.from(random(4)).readUInt32BE() / 2 ** 32,
    log: logger,
    failpoint,
  })
  return [
    startHourlyJobs(store, clock, logger),
    startHoldJob(store, clock, logger),
    startExpiryJob(store, clock, logger),
    mails,
    webhooks,
  ]
}

const resolveName: Resolve = (host) => lookup(host, { all: true })

function storageOf({ config: { downloads }, folder }: CliContext): DownloadStorage {
  if (downloads !== null && 'bucket' in downloads) return s3Storage(downloads)
  return folderStorage(downloads === null ? folder.downloads : downloads.folder)
}

function transportOf({ config, folder }: CliContext): MailTransport {
  const { smtpUrl, mailFrom } = config
  return smtpUrl === null ? fileTransport(folder.outbox, mailFrom) : smtpTransport(smtpUrl, mailFrom)
}

function mailSurroundings(publicUrl: string, { reads }: Store, { secrets }: ServerKeys): MailSurroundings {
  return {
    publicUrl,
    tokenOf: (purpose, id) => deriveLinkToken(purpose, id, secrets),
    async keyTextOf(id) {
      const sealed = await reads.sealedKey(id)
      if (sealed === null) throw new Error(`key ${id} is in a mail and not there`)
      return unsealActivationKey(sealed, id, secrets)
    },
  }
}

function readTls({ config: { tls } }: CliContext): Result<Tls | null, CliRefusal> {
  if (tls === null) return ok(null)
  const files: string[] = []
  for (const path of [tls.certPath, tls.keyPath]) {
    try {
      files.push(readFileSync(path, 'utf8'))
    } catch (cause) {
      return refuse('FILE_UNREADABLE', `${path} (${systemCode(cause) ?? 'unreadable'})`)
    }
  }
  const [cert = '', key = ''] = files
  try {
    createSecureContext({ cert, key })
    return ok({ cert, key })
  } catch {
    return refuse('CONFIG_INVALID', `${tls.certPath} and ${tls.keyPath} are not a certificate and its key in PEM.`)
  }
}

/** Where commands on this machine reach it: "all addresses" is not an address one can connect to. */
function urlOf({ config }: CliContext, address: unknown): string {
  const port = typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : config.port
  const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host === '::' ? '::1' : config.host
  return `${config.tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function pauseMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref())
}
