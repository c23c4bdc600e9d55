import type { EpochMs } from '@latchkey/core/ids'
import type { Logger } from 'pino'
import type { Accounts } from '../accounts/accounts.ts'
import type { Challenges } from '../accounts/passkeys.ts'
import type { DownloadStorage, PublishedFiles } from '../downloads/storage.ts'
import type { Failpoint } from '../failpoint.ts'
import type { ServerKeys } from '../signing/keys.ts'
import type { Store } from '../store/store.ts'
import type { AddressProblem } from '../webhooks/address.ts'
import type { BrandFiles } from './pages/brand.ts'
import type { Quotas } from './quotas.ts'
import type { NoteTokenUse } from './token-uses.ts'

/** What the composition root (`main.ts`) gives to the HTTP side. It owns store and accounts, and closes them after the server. */
export interface ServerDeps {
  readonly store: Store
  readonly accounts: Accounts
  /** From `loadSigningKeys`; `keys.issuer` is the issuer. */
  readonly keys: ServerKeys
  readonly clock: () => EpochMs
  readonly random: (sizeBytes: number) => Uint8Array
  /** Of the software, as `GET /v1/server` tells it. */
  readonly version: string
  /** Where people reach portal and console, without a slash at the end; null for wherever a browser says it is. */
  readonly publicUrl?: string | null
  /** From `createLogger`, which redacts. */
  readonly logger: Logger
  /** Limits to change, by their names in `LIMITS` (`Config.limits`): tests and benchmarks only. */
  readonly limits?: Readonly<Record<string, number>>
  /** Whether `X-Forwarded-For` is believed. */
  readonly trustProxy?: boolean
  /** PEM; with it the server speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string } | null
  /** Where the built portal and console lie; null serves the API alone. */
  readonly pagesFolder?: string | null
  /** From `readBrand`. */
  readonly brand?: BrandFiles
  /** One log line per request; costs a tenth of the throughput. */
  readonly logRequests?: boolean
  /** Why nothing may be sent to the address of a webhook; null for one that is fine. None may be told of by default. */
  readonly checkWebhookAddress?: CheckAddress
  /** Where the files of releases lie; without one none is there. */
  readonly storage?: DownloadStorage
  /** Dies at a named step of a host request, in tests. */
  readonly failpoint?: Failpoint
}

type CheckAddress = (url: string) => Promise<AddressProblem | null>

/** What a handler has at hand. */
export interface Services extends Pick<ServerDeps, 'store' | 'accounts' | 'keys' | 'clock' | 'random' | 'version'> {
  readonly brand: BrandFiles
  readonly quotas: Quotas
  readonly publicUrl: string | null
  readonly challenges: Challenges
  readonly noteTokenUse: NoteTokenUse
  readonly checkWebhookAddress: CheckAddress
  readonly storage: DownloadStorage
  readonly files: PublishedFiles
  readonly failpoint: Failpoint
}
