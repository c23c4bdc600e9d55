import { resolve } from 'node:path'
import { err, ok, type Result } from '@latchkey/core/result'
import { z } from 'zod'
import type { S3Settings } from './downloads/s3-storage.ts'
import { FAILPOINTS, type FailpointName } from './failpoint.ts'

/** Everything the server's surroundings may set. This file is the only reader of the environment in this package. */
export interface Config {
  /** Absolute path of the folder that holds database, keys and tokens. */
  readonly dataDir: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** What signed documents name as their issuer; null leaves the one chosen at `init`. */
  readonly issuer: string | null
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null
  /** Whether `X-Forwarded-For` is believed: only behind a proxy that sets it. */
  readonly trustProxy: boolean
  /** Where people reach portal and console, without a slash at the end; null for wherever the server listens. */
  readonly publicUrl: string | null
  /** The mail server; null writes mails into the data folder. */
  readonly smtpUrl: string | null
  /** Whom mails are from. */
  readonly mailFrom: string
  /** Whether webhooks may go to addresses of this machine: development only. */
  readonly webhooksToLoopback: boolean
  /** Where the files of releases lie: null for the folder `downloads` of the data folder. */
  readonly downloads: { readonly folder: string } | S3Settings | null
  readonly logLevel: LogLevel
  /** Limits that tests and benchmarks change, by name. */
  readonly limits: Readonly<Record<string, number>>
  readonly failpoint: FailpointName | null
  /** Where client commands find the server; null for the one that runs on the data folder. */
  readonly serverUrl: string | null
  /** What client commands show; null for the operator's token of the data folder. */
  readonly token: string | null
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A variable whose value is not allowed. */
export interface ConfigProblem {
  readonly variable: string
  /** As set; secrets are not repeated. */
  readonly value: string
  readonly allowed: string
}

interface Variable {
  readonly schema: z.ZodType
  /** Completes "… must be". */
  readonly allowed: string
  readonly words: string
  readonly secret?: true
}

const path = z.string().min(1)
const httpUrl = z.url({ protocol: /^https?$/ })

/** Every variable, with what it may be; `docs/operate.md` lists the same. */
export const VARIABLES = {
  LATCHKEY_DATA: {
    schema: path.default('./data'),
    allowed: 'the path of a folder',
    words: 'Folder of database, keys and tokens (./data)',
  },
  LATCHKEY_HOST: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/)
      .default('127.0.0.1'),
    allowed: 'an address or name of this machine, such as 127.0.0.1 or 0.0.0.0',
    words: 'Address to listen on (127.0.0.1)',
  },
  LATCHKEY_PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().max(65_535))
      .default(7300),
    allowed: 'a whole number from 0 to 65535; 0 takes any free port',
    words: 'Port to listen on; 0 takes any free one (7300)',
  },
  LATCHKEY_ISSUER: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/)
      .optional(),
    allowed: 'a name or URL of 1 to 200 characters without spaces',
    words: 'Issuer named in signed documents, set once at init',
  },
  LATCHKEY_TLS_CERT: {
    schema: path.optional(),
    allowed: 'the path of a PEM file, together with LATCHKEY_TLS_KEY',
    words: 'Certificate chain (PEM); with it the server speaks HTTPS',
  },
  LATCHKEY_TLS_KEY: {
    schema: path.optional(),
    allowed: 'the path of a PEM file, together with LATCHKEY_TLS_CERT',
    words: 'Private key of the certificate (PEM)',
  },
  LATCHKEY_TRUST_PROXY: {
    schema: z
      .enum(['0', '1'])
      .default('0')
      .transform((text) => text === '1'),
    allowed: '1 behind a proxy that sets X-Forwarded-For, else 0',
    words: '1 believes X-Forwarded-For (0)',
  },
  LATCHKEY_PUBLIC_URL: {
    schema: httpUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
    allowed: 'the URL that people reach this server by, such as https://licenses.example.com',
    words: 'URL of portal and console, for mails and passkeys',
  },
  LATCHKEY_SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/ }).optional(),
    allowed: 'a mail server: smtp://user:password@mail.example.com:587, or smtps://...',
    words: 'Mail server; without it mails are files in outbox/',
    secret: true,
  },
  LATCHKEY_MAIL_FROM: {
    schema: z
      .string()
      .regex(/^(?:[^\p{Cc}<>"]{1,100} )?<?[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,200}>?$/u)
      .default('Latchkey <no-reply@localhost>'),
    allowed: 'an address, such as Example Licensing <licenses@example.com>',
    words: 'Whom mails are from (Latchkey <no-reply@localhost>)',
  },
  LATCHKEY_WEBHOOKS_LOOPBACK: {
    schema: z
      .enum(['0', '1'])
      .default('0')
      .transform((text) => text === '1'),
    allowed: '1 to send webhooks to this machine too (development only), else 0',
    words: '1 sends webhooks to 127.0.0.1 too, for development (0)',
  },
  LATCHKEY_DOWNLOADS: {
    schema: z
      .string()
      .regex(/^(?!s3:)[^\0]+$|^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9!_.*'()/-]*)?$/)
      .optional(),
    allowed: 'the path of a folder, or a bucket: s3://name/prefix',
    words: 'Folder or bucket of the downloads (downloads/ in the data)',
  },
  LATCHKEY_S3_ENDPOINT: {
    schema: httpUrl.optional(),
    allowed: 'the URL of S3-compatible storage; none for Amazon S3',
    words: 'URL of storage that is not Amazon S3',
  },
  LATCHKEY_S3_REGION: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default('us-east-1'),
    allowed: 'the name of a region, such as eu-central-1',
    words: 'Region of the bucket (us-east-1)',
  },
  LATCHKEY_LOG: {
    schema: z.enum(LOG_LEVELS).default('info'),
    allowed: `one of ${LOG_LEVELS.join(', ')}`,
    words: 'What is logged to stderr (info)',
  },
  LATCHKEY_LIMITS: {
    schema: z
      .string()
      .transform((text, context) => parseJson(text) ?? context.addIssue('not JSON'))
      .pipe(z.record(z.string(), z.number().nonnegative()))
      .default({}),
    allowed: 'a JSON object of numbers, such as {"signInsPerIpPerMinuteMax":1000}',
    words: 'Limits to change, for tests and benchmarks only',
  },
  LATCHKEY_FAILPOINT: {
    schema: z.enum(FAILPOINTS).optional(),
    allowed: `one of ${FAILPOINTS.join(', ')}`,
    words: 'Step at which the server dies, for tests only',
  },
  LATCHKEY_URL: {
    schema: httpUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
    allowed: 'the URL of a server, such as https://licenses.example.com',
    words: 'Server that commands talk to (the one on the data folder)',
  },
  LATCHKEY_TOKEN: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{10,200}$/)
      .optional(),
    allowed: 'an API token, as "latchkey tokens create" told it',
    words: "API token that commands show (the data folder's own)",
    secret: true,
  },
} as const satisfies Record<string, Variable>

type VariableName = keyof typeof VARIABLES
type ValueOf<N extends VariableName> = z.output<(typeof VARIABLES)[N]['schema']>

/** Reads the environment; all problems at once, so that they are mended at once. An empty variable counts as not set. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Result<Config, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = []
  const read = <N extends VariableName>(name: N): ValueOf<N> => {
    const variable: Variable = VARIABLES[name]
    const value = env[name] === '' ? undefined : env[name]
    const parsed = variable.schema.safeParse(value)
    if (!parsed.success) problems.push(problemOf(name, value ?? ''))
    return parsed.data as ValueOf<N>
  }
  const certPath = read('LATCHKEY_TLS_CERT')
  const keyPath = read('LATCHKEY_TLS_KEY')
  const config: Config = {
    dataDir: resolve(read('LATCHKEY_DATA') ?? ''),
    host: read('LATCHKEY_HOST'),
    port: read('LATCHKEY_PORT'),
    issuer: read('LATCHKEY_ISSUER') ?? null,
    tls: certPath === undefined || keyPath === undefined ? null : { certPath, keyPath },
    trustProxy: read('LATCHKEY_TRUST_PROXY'),
    publicUrl: read('LATCHKEY_PUBLIC_URL') ?? null,
    smtpUrl: read('LATCHKEY_SMTP_URL') ?? null,
    mailFrom: read('LATCHKEY_MAIL_FROM'),
    webhooksToLoopback: read('LATCHKEY_WEBHOOKS_LOOPBACK'),
    downloads: downloadsOf(read('LATCHKEY_DOWNLOADS'), read('LATCHKEY_S3_ENDPOINT'), read('LATCHKEY_S3_REGION')),
    logLevel: read('LATCHKEY_LOG'),
    limits: read('LATCHKEY_LIMITS'),
    failpoint: read('LATCHKEY_FAILPOINT') ?? null,
    serverUrl: read('LATCHKEY_URL') ?? null,
    token: read('LATCHKEY_TOKEN') ?? null,
  }
  if (certPath !== undefined && keyPath === undefined) problems.push(problemOf('LATCHKEY_TLS_KEY', ''))
  if (keyPath !== undefined && certPath === undefined) problems.push(problemOf('LATCHKEY_TLS_CERT', ''))
  return problems.length === 0 ? ok(config) : err(problems)
}

function downloadsOf(place: string | undefined, endpoint: string | undefined, region: string): Config['downloads'] {
  if (place === undefined) return null
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? []
  if (bucket === '') return { folder: resolve(place) }
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  return { bucket, prefix: folder, endpoint: endpoint ?? null, region }
}

const SHOWN_CHARS_MAX = 60

function problemOf(name: VariableName, value: string): ConfigProblem {
  const variable: Variable = VARIABLES[name]
  const shown = value.length > SHOWN_CHARS_MAX ? `${value.slice(0, SHOWN_CHARS_MAX)}…` : value
  return { variable: name, value: variable.secret ? '(secret)' : shown, allowed: variable.allowed }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
