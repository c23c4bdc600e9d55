import { LIMITS } from '@latchkey/core/limits'
import { RETURN_REASONS, SELF_RETURN_REASONS } from '@latchkey/core/return-request'
import { z } from 'zod'
import { email, facts, instant, keyText, name, note, refusalCode } from './primitives.ts'
import { caseComment, requestStage, requestState } from './case-schemas.ts'
import { license as staffLicense } from './schemas.ts'

/** What the owner of an account sees and does: always only what is their own. */

/** Whether something may be done; where not, the refusal says why and what else to do. */
export const permitted = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('legal') }),
    z.object({ state: z.literal('refused'), code: refusalCode, facts }),
  ])
  .meta({ id: 'Permitted' })

export const allowance = z
  .object({
    max: z.int(),
    windowDays: z.int(),
    left: z.int(),
    nextAt: instant.nullable().meta({ description: 'When one more becomes free; null while some are left' }),
  })
  .meta({ id: 'Allowance' })

export const myLicense = z
  .object({
    id: z.string(),
    keyLast5: z.string(),
    product: z.string(),
    productName: z.string(),
    edition: z.string(),
    standing: staffLicense.shape.standing,
    expiresAt: instant.nullable(),
    activatedOn: z
      .object({
        hostId: z.string(),
        hostName: z.string().meta({ description: 'As the owner named it, else as the PC calls itself' }),
        since: instant,
        leaseUntil: instant.nullable(),
        mayRunUntil: instant
          .nullable()
          .meta({ description: 'End of the grace after the lease; null where there is none' }),
        lastSeenAt: instant,
      })
      .nullable(),
    /** A PC that may still run it although it was returned without that PC. */
    staleHost: staffLicense.shape.staleHost,
    /** A PC that runs it for some days, beside the one it is activated on. */
    emergencyHost: z.object({ hostId: z.string(), hostName: z.string(), until: instant }).nullable(),
    lostPcReturns: allowance,
    emergencies: allowance.extend({ days: z.int() }),
    actions: z.object({ returnLostPc: permitted, emergency: permitted, transfer: permitted, requestReturn: permitted }),
    /** The open return request about it. */
    returnRequest: z.object({ id: z.string(), stage: requestStage, dueAt: instant }).nullable(),
    /** The offer it is part of. */
    transfer: z.object({ id: z.string(), email: z.string(), expiresAt: instant }).nullable(),
  })
  .meta({ id: 'MyLicense' })

export const myEvent = z
  .object({
    id: z.string(),
    at: instant,
    type: z.string(),
    by: z
      .enum(['you', 'pc', 'another', 'support', 'vendor'])
      .meta({ description: 'Who did it, as far as you may know' }),
    facts,
    words: z.string().meta({ description: 'The event as one English sentence' }),
  })
  .meta({ id: 'MyEvent' })

export const myLicenseDetail = z
  .object({
    license: myLicense,
    why: z.array(z.object({ rule: z.string(), passed: z.boolean(), words: z.string() })),
    events: z.array(myEvent),
  })
  .meta({ id: 'MyLicenseDetail' })

export const myHost = z
  .object({
    id: z.string(),
    name: z.string(),
    ownName: z.string().meta({ description: 'What the PC calls itself' }),
    os: z.string(),
    firstSeenAt: instant,
    lastSeenAt: instant,
    licenses: z.array(myLicense),
  })
  .meta({ id: 'MyHost' })

export const renameHost = z
  .strictObject({ name: name.nullable().meta({ description: 'Null gives it back the name it calls itself' }) })
  .meta({ id: 'RenameHost' })

export const claim = z
  .strictObject({
    key: keyText,
    seats: z
      .array(z.strictObject({ product: z.string(), count: z.int().min(1).max(LIMITS.seatsMax) }))
      .max(20)
      .refine((seats) => new Set(seats.map(({ product }) => product)).size === seats.length, 'Each product once.')
      .default([])
      .meta({ description: 'How many of each product; one of each by default' }),
  })
  .meta({ id: 'Claim' })

/** What a claim does, or did. */
export const claimed = z
  .object({
    keyLast5: z.string(),
    rows: z.array(
      z.object({
        licenseId: z.string().nullable(),
        product: z.string(),
        productName: z.string(),
        edition: z.string(),
        outcome: z.enum(['associated', 'already', 'refused']),
        code: refusalCode.nullable(),
        hostName: z.string().nullable().meta({ description: 'The PC it is activated on' }),
      }),
    ),
    products: z
      .array(
        z.object({ product: z.string(), productName: z.string(), seats: z.int(), unowned: z.int(), yours: z.int() }),
      )
      .meta({ description: 'The seats of the key, as they are after it' }),
  })
  .meta({ id: 'Claimed' })

export const lostPcReturn = z
  .strictObject({ reason: z.enum(SELF_RETURN_REASONS), note: note.default('') })
  .meta({ id: 'LostPcReturn' })

/** What the owner of licenses in a return request sees of it. */
export const myReturnRequest = z
  .object({
    id: z.string(),
    state: requestState,
    stage: requestStage,
    reason: z.enum(RETURN_REASONS),
    message: z.string(),
    openedAt: instant,
    dueAt: instant.meta({ description: 'When an answer is expected' }),
    heldUntil: instant.nullable().meta({ description: 'A decision that waits so long; you may object until then' }),
    closedAt: instant.nullable(),
    answer: z.string().nullable(),
    openedByYou: z.boolean(),
    licenses: z.array(myLicense),
    comments: z.array(caseComment),
  })
  .meta({ id: 'MyReturnRequest' })

export const myReturnRequestBody = z
  .strictObject({
    licenseIds: z.array(z.string()).min(1).max(LIMITS.rowsMax),
    reason: z.enum(RETURN_REASONS),
    message: note.default(''),
  })
  .meta({ id: 'MyReturnRequestBody' })

export const transferBody = z
  .strictObject({ licenseIds: z.array(z.string()).min(1).max(LIMITS.rowsMax), email })
  .meta({ id: 'TransferBody' })
export const transferToken = z.strictObject({ token: z.string().min(1).max(200) }).meta({ id: 'TransferToken' })
export const disputeBody = z.strictObject({ message: note.min(1) }).meta({ id: 'DisputeBody' })

export const TRANSFER_STATES = ['offered', 'accepted', 'withdrawn', 'expired', 'disputed', 'kept', 'reversed'] as const

const transferLicense = z.object({
  id: z.string(),
  keyLast5: z.string(),
  productName: z.string(),
  edition: z.string(),
  hostName: z.string().nullable(),
})

/** A transfer as either side sees it. */
export const myTransfer = z
  .object({
    id: z.string(),
    state: z.enum(TRANSFER_STATES),
    direction: z.enum(['given', 'received']),
    email: z.string().meta({ description: 'Whom it was offered to' }),
    from: z.string().meta({ description: 'The account that offered it' }),
    offeredAt: instant,
    expiresAt: instant,
    acceptedAt: instant.nullable(),
    disputeUntil: instant.nullable(),
    dispute: z.string().nullable(),
    answer: z.string().nullable(),
    licenses: z.array(transferLicense),
  })
  .meta({ id: 'MyTransfer' })

/** What somebody who has the link is shown before accepting. */
export const transferOffer = z
  .object({
    id: z.string(),
    from: z.string(),
    email: z.string(),
    expiresAt: instant,
    licenses: z.array(transferLicense),
  })
  .meta({ id: 'TransferOffer' })

export const transfer = z
  .object({
    id: z.string(),
    state: z.enum(TRANSFER_STATES),
    email: z.string(),
    from: z.object({ id: z.string(), name: z.string() }),
    to: z.object({ id: z.string(), name: z.string() }).nullable(),
    offeredAt: instant,
    expiresAt: instant,
    acceptedAt: instant.nullable(),
    disputedAt: instant.nullable(),
    dispute: z.string().nullable(),
    answer: z.string().nullable(),
    licenses: z.array(transferLicense),
  })
  .meta({ id: 'Transfer' })
export const settleTransfer = z
  .strictObject({ decision: z.enum(['keep', 'reverse']), answer: note.min(1) })
  .meta({ id: 'SettleTransfer' })
