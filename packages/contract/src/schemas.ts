import { RETURN_REASONS } from '@latchkey/core/return-request'
import { ACTIONS } from '@latchkey/core/access'
import { LIMITS } from '@latchkey/core/limits'
import { z } from 'zod'
import { code, document, email, facts, instant, name, note, password, recipient, refusalCode } from './primitives.ts'

export { listQuery, page, pageQuery } from './primitives.ts'

/**
 * The shapes of the HTTP API. Bodies are strict: an unknown field is refused with its pointer. Answers are not: a client takes
 * those of a newer server, with more fields. Instants are ISO 8601 in UTC.
 */

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: refusalCode,
    detail: z.string(),
    wayOut: z.string(),
    requestId: z.string(),
    facts: facts.optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

export const serverFacts = z
  .object({
    issuer: z.string(),
    version: z.string(),
    time: instant,
    keySet: document.meta({ description: 'The key set (JWS), signed by the root key' }),
  })
  .meta({ id: 'Server' })

const brandScheme = z.strictObject({ accent: z.string(), onAccent: z.string() })
/** `brand.json` of a data folder. */
export const brandFile = z.strictObject({
  name,
  colors: z.strictObject({ light: brandScheme, dark: brandScheme }).optional(),
  logo: z
    .string()
    .regex(/^[\w-]+\.(?:svg|png|webp)$/i, 'The logo is the name of an SVG, PNG or WebP file beside brand.json.')
    .optional(),
})
export const brand = z
  .object({
    name: z.string().meta({ description: 'The vendor, as its pages name it' }),
    logoUrl: z.string().nullable(),
  })
  .meta({ id: 'Brand' })

export const signIn = z
  .strictObject({
    login: name.meta({ description: 'Username or e-mail address of the Software Download account' }),
    password,
    hostId: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  })
  .meta({ id: 'SignIn' })

export const signedIn = z
  .object({
    accountToken: z.string().meta({ description: 'Good on that host only, for half an hour' }),
    account: z.object({ id: z.string(), name: z.string() }),
    expiresAt: instant,
  })
  .meta({ id: 'SignedIn' })

export const hostRequest = z.strictObject({ request: document }).meta({ id: 'HostRequest' })
export const hostResponse = z.object({ response: z.string() }).meta({ id: 'HostResponse' })

export const offlineRequest = z
  .strictObject({
    file: z
      .string()
      .max(LIMITS.offlineFileBytesMax)
      .meta({ description: 'The request or return file, as the License Wizard saved it' }),
  })
  .meta({ id: 'OfflineRequest' })
export const offlineResponse = z
  .object({
    fileName: z.string(),
    file: z.string().meta({ description: 'The response file, to load on the PC that asked, within 30 days' }),
  })
  .meta({ id: 'OfflineResponse' })

export const staffSignIn = z
  .strictObject({
    login: name,
    password,
    code: z.string().max(40).optional().meta({ description: 'Of the authenticator app, if one is set up' }),
  })
  .meta({ id: 'StaffSignIn' })
export const staffSignedIn = z
  .object({
    sessionToken: z.string(),
    staff: z.object({ id: z.string(), name: z.string(), role: z.enum(['support', 'sales', 'admin', 'auditor']) }),
    expiresAt: instant,
  })
  .meta({ id: 'StaffSignedIn' })

export const product = z
  .object({ id: code, name, edition: z.string().max(LIMITS.nameCharsMax), features: z.array(code).max(100) })
  .meta({ id: 'Product' })
export const productBody = z.strictObject(product.omit({ id: true }).shape).meta({ id: 'ProductBody' })

export const terms = z
  .object({
    leaseDays: z.int().min(1).max(3660),
    graceDays: z.int().min(0).max(365),
    perpetualOffline: z.boolean(),
    keyOnlyActivation: z.enum(['any', 'unowned']),
    lostPcReturnsMax: z.int().min(0).max(100),
    lostPcReturnsWindowDays: z.int().min(1).max(3660),
    emergencyDays: z.int().min(0).max(90),
    emergencyEveryDays: z.int().min(1).max(3660),
    supportHoldHours: z.int().min(0).max(LIMITS.supportHoldHoursMax),
    supportHoldHighRiskHours: z.int().min(0).max(LIMITS.supportHoldHoursMax),
    maintenanceDays: z.int().min(0).max(36_600).nullable().meta({
      description: 'Releases that come out later after the issue of a license are not covered; null: all are',
    }),
  })
  .meta({ id: 'Terms' })
export const policy = z.object({ id: code, name, terms }).meta({ id: 'Policy' })
export const policyBody = z
  .strictObject({ name, terms: z.strictObject(terms.partial().shape) })
  .meta({ id: 'PolicyBody' })

export const keyBody = z
  .strictObject({
    order: name.meta({ description: 'Your order number' }),
    products: z
      .array(z.strictObject({ product: code, seats: z.int().min(1).max(LIMITS.seatsMax) }))
      .min(1)
      .max(20),
    policy: code.default('standard'),
    hostsMax: z
      .int()
      .min(1)
      .max(LIMITS.seatsMax)
      .optional()
      .meta({ description: 'Default: the most seats of any one product' }),
    expiresAt: instant.nullable().default(null),
    legacyKey: z
      .string()
      .min(4)
      .max(100)
      .optional()
      .meta({ description: 'A key another system issued; it keeps working as it is' }),
    recipient: recipient.optional().meta({ description: 'Who gets the key by mail' }),
  })
  .meta({ id: 'KeyBody' })

export const license = z
  .object({
    id: z.string(),
    keyId: z.string(),
    keyLast5: z.string(),
    order: z.string(),
    product: code,
    productName: z.string(),
    edition: z.string(),
    standing: z.enum(['good', 'suspended', 'revoked']),
    expiresAt: instant.nullable(),
    generation: z.int(),
    associatedTo: z.object({ id: z.string(), name: z.string() }).nullable(),
    activatedOn: z
      .object({
        hostId: z.string(),
        hostName: z.string(),
        since: instant,
        leaseUntil: instant.nullable(),
        mayRunUntil: instant
          .nullable()
          .meta({ description: 'End of the grace after the lease; null where there is none' }),
      })
      .nullable(),
    /** A host that may still run it although it was returned without that host. */
    staleHost: z.object({ hostId: z.string(), hostName: z.string(), mayRunUntil: instant.nullable() }).nullable(),
    /** A host that may run it beside the one it is activated on, on an emergency license. */
    emergencyHost: z.object({ hostId: z.string(), hostName: z.string(), until: instant }).nullable(),
    terms,
  })
  .meta({ id: 'License' })

export const key = z
  .object({
    id: z.string(),
    last5: z.string(),
    legacy: z.boolean(),
    order: z.string(),
    hostsMax: z.int(),
    hostsHolding: z.int(),
    createdAt: instant,
    licenses: z.array(license),
  })
  .meta({ id: 'Key' })
export const issuedKey = z
  .object({ key: z.string().meta({ description: 'The activation key itself: told this once' }), ...key.shape })
  .meta({ id: 'IssuedKey' })
export const keyLookUp = z.strictObject({ key: z.string().min(1).max(200) }).meta({ id: 'KeyLookUp' })

export const event = z
  .object({
    id: z.string(),
    at: instant,
    type: z.string(),
    licenseId: z.string().nullable(),
    actor: z.object({ type: z.string(), id: z.string().nullable() }),
    actorName: z.string().nullable().meta({ description: 'Null when nobody is known by that id any more' }),
    operationId: z.string(),
    data: z.record(z.string(), z.unknown()),
    words: z.string().meta({ description: 'The event as one English sentence' }),
  })
  .meta({ id: 'Event' })

export const explanation = z
  .object({
    license,
    why: z
      .array(z.object({ rule: z.string(), passed: z.boolean(), words: z.string() }))
      .meta({ description: 'Each rule that decides whether it runs, passed or failed' }),
    events: z.array(event),
    undoUntil: instant
      .nullable()
      .meta({ description: 'Until when its last return without the PC can be undone; null where it cannot' }),
  })
  .meta({ id: 'Explanation' })

export const supportReturn = z
  .strictObject({
    reason: z.enum(RETURN_REASONS),
    note: note.default(''),
    releaseFromAccount: z
      .boolean()
      .optional()
      .meta({ description: 'Default: by the reason (on for account-transfer, refund, abuse)' }),
    returnRequestId: z.string().optional().meta({ description: 'The case this answers; it is closed' }),
  })
  .meta({ id: 'SupportReturn' })
export const standingBody = z
  .strictObject({ standing: z.enum(['good', 'suspended', 'revoked']), note: note.default('') })
  .meta({ id: 'StandingBody' })
export const expiryBody = z
  .strictObject({ expiresAt: instant.nullable(), note: note.default('') })
  .meta({ id: 'ExpiryBody' })

export const host = z
  .object({
    id: z.string(),
    name: z.string(),
    os: z.string(),
    firstSeenAt: instant,
    lastSeenAt: instant,
    licenses: z.array(license),
  })
  .meta({ id: 'Host' })

export const account = z
  .object({
    id: z.string(),
    kind: z.enum(['person', 'organization']),
    username: z.string().meta({ description: 'Of an organization: its name' }),
    email: z.string().meta({ description: 'Of an organization: empty, its owners have addresses' }),
    createdAt: instant,
    owners: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), since: instant })),
    organizations: z.array(z.object({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'Account' })
export const accountBody = z
  .strictObject({
    username: z.string().regex(/^[A-Za-z0-9._-]{3,40}$/),
    email,
    password: z.string().min(LIMITS.passwordCharsMin).max(LIMITS.passwordCharsMax),
  })
  .meta({ id: 'AccountBody' })

export const tokenBody = z
  .strictObject({
    name,
    scopes: z.array(z.enum(ACTIONS)).min(1),
    days: z.int().min(1).max(LIMITS.apiTokenDays).default(LIMITS.apiTokenDays),
  })
  .meta({ id: 'TokenBody' })
export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(ACTIONS)),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable(),
    madeBy: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'The member of staff with whom it ends; null if whoever runs the server made it' }),
  })
  .meta({ id: 'Token' })
export const issuedToken = z
  .object({ token: z.string().meta({ description: 'Told this once' }), ...token.shape })
  .meta({ id: 'IssuedToken' })

export const statisticsQuery = z.strictObject({
  days: z.coerce.number().int().min(7).max(366).default(90),
})
/** The figures of the console's overview. */
export const statistics = z
  .object({
    at: instant.meta({ description: 'When the totals were taken; at most a minute ago' }),
    totals: z.object({ licenses: z.int(), active: z.int(), hosts: z.int(), accounts: z.int(), staleHosts: z.int() }),
    days: z
      .array(
        z.object({
          day: z.string().meta({ description: 'A day, UTC: 2026-11-24' }),
          activated: z.int(),
          returned: z.int().meta({ description: 'On the PC itself' }),
          returnedWithoutPc: z.int(),
        }),
      )
      .meta({ description: 'Oldest first; today is the last one' }),
    openRequests: z.object({
      byReason: z.array(z.object({ reason: z.enum(RETURN_REASONS), count: z.int() })),
      byAge: z.array(
        z.object({
          hoursMax: z.int().nullable().meta({ description: 'Null: older than the one before' }),
          count: z.int(),
        }),
      ),
    }),
    staleHosts: z
      .array(
        z.object({
          daysMax: z.int().nullable().meta({ description: 'Null: later than the one before, or without an end' }),
          count: z.int(),
        }),
      )
      .meta({ description: 'PCs whose license was returned without them, by when the lease they hold ends' }),
    expiring: z
      .array(z.object({ month: z.string().meta({ description: 'A month, UTC: 2026-12' }), count: z.int() }))
      .meta({ description: 'Licenses that end in this and the next eleven months' }),
  })
  .meta({ id: 'Statistics' })
