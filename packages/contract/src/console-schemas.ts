import { LIMITS } from '@latchkey/core/limits'
import { REPLAYED_KINDS } from '@latchkey/core/policy-replay'
import { SEARCH_KINDS } from '@latchkey/core/search'
import { WEBHOOK_TOPICS } from '@latchkey/core/webhook'
import { z } from 'zod'
import { code, instant, name, note, recipient } from './primitives.ts'
import { key, license, terms } from './schemas.ts'

/** What the console does beside Support's queue. */

export const searchBody = z
  .strictObject({ text: z.string().trim().min(1).max(LIMITS.pasteCharsMax) })
  .meta({ id: 'SearchBody' })
export const searchResults = z
  .object({
    results: z.array(
      z.object({
        kind: z.enum(SEARCH_KINDS),
        id: z.string(),
        title: z.string(),
        detail: z.string(),
        /** The text is this thing's whole id, key, e-mail address or number: open it at once. */
        exact: z.boolean(),
      }),
    ),
    more: z.array(z.enum(SEARCH_KINDS)).meta({
      description: `Kinds of which there are more than the ${LIMITS.searchResultsPerKindMax} listed: type more of the text`,
    }),
    /** What of a key was wrong, if the text reads like one. */
    hint: z.string().nullable(),
  })
  .meta({ id: 'SearchResults' })

export const undone = z.object({ licenses: z.array(license) }).meta({ id: 'Undone' })

const ownLicenses = z.array(z.string()).max(LIMITS.supportReturnAloneMax).default([])
export const rotateBody = z
  .strictObject({
    note: note.default(''),
    returnLicenseIds: ownLicenses.meta({
      description: "Activations that are not the customer's: returned; all others go on",
    }),
    releaseLicenseIds: ownLicenses.meta({
      description: "Associations that are not the customer's: released; all others stay",
    }),
    recipient: recipient.optional().meta({
      description: 'Who gets the new key by mail; by default the owner of the licenses, if all have the same one',
    }),
  })
  .meta({ id: 'RotateBody' })
export const rotatedKey = z
  .object({
    key: z.string().meta({ description: 'The new activation key: told this once' }),
    ...key.shape,
    waitingLicenseIds: z.array(z.string()).meta({
      description: 'Of `returnLicenseIds`: those whose return waits, for a second agent or for the end of a hold',
    }),
    mailedTo: z.string().nullable().meta({ description: 'Address the new key is sent to' }),
  })
  .meta({ id: 'RotatedKey' })

export const policyDryRun = z
  .strictObject({
    terms: z.strictObject(terms.partial().shape),
    days: z.int().min(1).max(3660).default(365).meta({ description: 'How far back' }),
  })
  .meta({ id: 'PolicyDryRun' })
export const policyDryRunResult = z
  .object({
    from: instant.meta({ description: 'How far back was looked; later than asked for where the log is long' }),
    events: z.int().meta({ description: 'Events that were looked at' }),
    complete: z.boolean().meta({
      description: `Whether that is all of the time asked for; at most ${LIMITS.dryRunEventsMax} events are looked at, the newest`,
    }),
    rows: z.array(
      z.object({
        what: z.enum(REPLAYED_KINDS),
        seen: z.int(),
        wouldRefuse: z.int(),
        words: z.string(),
      }),
    ),
  })
  .meta({ id: 'PolicyDryRunResult' })

export const webhookBody = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    topics: z.array(z.enum(WEBHOOK_TOPICS)).min(1),
    description: z.string().max(LIMITS.nameCharsMax).default(''),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'WebhookBody' })
export const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    topics: z.array(z.enum(WEBHOOK_TOPICS)),
    description: z.string(),
    enabled: z.boolean(),
    offBecause: z
      .enum(['gone', 'failing'])
      .nullable()
      .meta({ description: 'Why the server has switched it off: it answered 410, or nothing arrived for five days' }),
    failingSince: instant.nullable().meta({ description: 'The first failed attempt after the last one that arrived' }),
    oldSecretUntil: instant
      .nullable()
      .meta({ description: 'Until when messages are signed with the secret before, too' }),
    createdAt: instant,
    waiting: z.int().meta({ description: 'Messages that wait for their next attempt' }),
    failed: z.int().meta({ description: 'Messages given up, within the last 30 days' }),
  })
  .meta({ id: 'Webhook' })
export const webhookSecret = z
  .object({
    secret: z.string().meta({ description: 'Told this once; `whsec_...` as Standard Webhooks writes it' }),
    ...webhook.shape,
  })
  .meta({ id: 'WebhookSecret' })
export const delivery = z
  .object({
    id: z.string().meta({ description: 'The `webhook-id` of the message: the same at every attempt and replay' }),
    topic: z.enum(WEBHOOK_TOPICS),
    state: z.enum(['waiting', 'delivered', 'failed']),
    createdAt: instant,
    attempts: z.int(),
    lastAttemptAt: instant.nullable(),
    nextAttemptAt: instant.nullable(),
    status: z.int().nullable().meta({ description: 'HTTP status of the last answer' }),
    durationMs: z.int().nullable().meta({ description: 'How long the last attempt took' }),
    answer: z.string().nullable().meta({ description: 'The beginning of the last answer' }),
    problem: z.string().nullable().meta({ description: 'Why the last attempt has failed, in English' }),
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Delivery' })

export const release = z
  .object({
    id: z.string(),
    product: code,
    productName: z.string(),
    version: z.string(),
    notes: z.string(),
    releasedAt: instant,
    artifacts: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        os: z.string(),
        sizeBytes: z.int(),
        sha256: z.string(),
      }),
    ),
  })
  .meta({ id: 'Release' })
export const releaseBody = z
  .strictObject({
    version: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,49}$/),
    notes: z.string().max(LIMITS.releaseNotesCharsMax).default(''),
    releasedAt: instant,
  })
  .meta({ id: 'ReleaseBody' })
/** What a file is called where it is saved: no path, no device, nothing that cannot be seen. */
const fileName = z
  .string()
  .max(LIMITS.fileNameCharsMax)
  .regex(/^(?![. ])[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]+(?<![. ])$/u)
/** Where a file lies in the storage: names with single slashes between, none of them `.` or `..`. */
const storagePath = z
  .string()
  .max(LIMITS.storagePathCharsMax)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\p{Cc}\p{Cs}/\\:]+(?:\/[^\p{Cc}\p{Cs}/\\:]+)*$/u)
export const releaseFileBody = z
  .strictObject({
    path: storagePath.meta({ description: 'Where the file lies in the storage, such as ct/5.2/setup.exe' }),
    name: fileName
      .optional()
      .meta({ description: 'What it is called where it is saved; default: the last part of the path' }),
    os: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/)
      .meta({ description: 'Such as Windows' }),
  })
  .refine(({ path, name }) => name !== undefined || fileName.safeParse(path.split('/').at(-1)).success, {
    path: ['name'],
    error: 'The last part of the path is no name of a file: give one.',
  })
  .meta({ id: 'ReleaseFileBody' })
export const downloadLink = z
  .object({
    url: z.string().meta({ description: 'Relative to the server; good for 15 minutes' }),
    name,
    expiresAt: instant,
  })
  .meta({ id: 'DownloadLink' })
