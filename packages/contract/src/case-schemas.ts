import { LANGUAGES } from '@latchkey/core/languages'
import { LIMITS } from '@latchkey/core/limits'
import {
  CASE_DECISIONS,
  REQUEST_CHANNELS,
  REQUEST_STAGES,
  RETURN_REASONS,
  RISK_FLAGS,
} from '@latchkey/core/return-request'
import { z } from 'zod'
import { email, facts, instant, keyText, note, refusalCode } from './primitives.ts'
import { event, license } from './schemas.ts'

/** Return requests: Support's queue, its decisions, and the ways in. */

export const requestState = z.enum(['open', 'returned', 'refused', 'withdrawn'])
export const requestStage = z.enum(REQUEST_STAGES).meta({
  description: 'Where an open case stands: waits for Support, for proof, for a second agent, or for the end of a hold',
})

export const caseComment = z
  .object({
    id: z.string(),
    at: instant,
    by: z.enum(['customer', 'support', 'help-desk']),
    text: z.string(),
    internal: z.boolean(),
  })
  .meta({ id: 'CaseComment' })

const pendingDecision = z
  .object({
    decision: z.enum(CASE_DECISIONS),
    reason: z.enum(RETURN_REASONS),
    note: z.string(),
    by: z.object({ type: z.string(), id: z.string().nullable() }),
    at: instant,
    /** Null while a second agent must agree. */
    executeAt: instant.nullable(),
  })
  .meta({ id: 'PendingDecision' })

export const risk = z
  .object({
    level: z.enum(['low', 'high']),
    flags: z.array(z.object({ flag: z.enum(RISK_FLAGS), words: z.string() })),
  })
  .meta({ id: 'Risk' })

export const returnRequest = z
  .object({
    id: z.string(),
    state: requestState,
    stage: requestStage,
    channel: z.enum(REQUEST_CHANNELS),
    externalId: z.string().nullable().meta({ description: "The ticket's id in the vendor's own help desk" }),
    reason: z.enum(RETURN_REASONS),
    email: z.string(),
    message: z.string(),
    keyId: z.string().nullable(),
    keyLast5: z.string().nullable(),
    hostId: z.string().nullable(),
    accountId: z.string().nullable(),
    openedAt: instant,
    dueAt: instant,
    closedAt: instant.nullable(),
    answer: z.string().nullable(),
    risk,
    recommended: z.enum(CASE_DECISIONS),
    pending: pendingDecision.nullable(),
    emergencyGrantedUntil: instant.nullable().meta({
      description: 'Until when an emergency license that was granted waits for a PC to fetch it; null for none',
    }),
    undoUntil: instant.nullable().meta({ description: 'Until when its return can be undone; null where it cannot' }),
    licenses: z.array(license),
  })
  .meta({ id: 'ReturnRequest' })

/** One case as the console's dialog shows it. */
export const returnCase = returnRequest
  .extend({
    rows: z.array(
      z.object({
        licenseId: z.string(),
        lastContactAt: instant.nullable(),
        /** Returns without the PC within the policy's window, and how many of them count. */
        returnsWithoutPc: z.int(),
        returnsWithoutPcMax: z.int(),
        emergenciesLeft: z.int(),
        ownerIsRequester: z.boolean().nullable().meta({ description: 'Null: it has no owner, or nobody signed in' }),
      }),
    ),
    comments: z.array(caseComment),
    events: z.array(event),
  })
  .meta({ id: 'ReturnCase' })

export const decisionBody = z
  .strictObject({
    decision: z.enum(CASE_DECISIONS),
    reason: z.enum(RETURN_REASONS).optional().meta({ description: 'Default: the one the customer gave' }),
    note: note.default('').meta({ description: 'For the history; the customer does not see it' }),
    reply: note.optional().meta({ description: 'What the customer is told; the drafted reply by default' }),
  })
  .meta({ id: 'DecisionBody' })

/** A drafted reply: which text and what is filled in, and the same in the customer's language. */
export const reply = z
  .object({
    template: z.enum(['returned', 'returned-transfer', 'emergency', 'ask-for-proof', 'refused']),
    facts,
    steps: z.array(z.string()).meta({ description: 'The next steps in the License Wizard' }),
    language: z.enum(LANGUAGES).meta({ description: "The customer's: that of `steps` and `words`" }),
    words: z.string(),
  })
  .meta({ id: 'Reply' })

/** What a decision would do: nothing of it is done. */
export const decisionPreview = z
  .object({
    checks: z.array(z.object({ check: z.string(), passed: z.boolean(), words: z.string() })),
    effects: z.array(
      z.object({
        licenseId: z.string(),
        productName: z.string(),
        outcome: z.enum(['returned', 'returned-and-released', 'emergency', 'nothing', 'refused']),
        code: refusalCode.nullable(),
        hostName: z.string().nullable(),
        /** Until when the PC it is returned from may still run it. */
        mayRunUntil: instant.nullable(),
        countsAgainstLimit: z.boolean(),
        words: z.string(),
      }),
    ),
    needsSecondAgent: z.boolean(),
    heldUntil: instant.nullable().meta({ description: 'When it would be carried out; null: at once' }),
    refusal: z.object({ code: refusalCode, facts }).nullable().meta({ description: 'Why it cannot be decided so' }),
    reply,
  })
  .meta({ id: 'DecisionPreview' })

export const decided = z
  .object({
    outcome: z.enum(['done', 'held', 'needs-second-agent']),
    returnRequest,
    reply: z.string(),
  })
  .meta({ id: 'Decided' })

export const supportReturned = z
  .object({
    outcome: z
      .enum(['done', 'held', 'needs-second-agent'])
      .meta({ description: 'A risky return is decided, but waits: nothing is returned yet' }),
    rows: z.array(z.object({ license, status: z.enum(['returned', 'waits']) })),
    returnRequest: returnRequest
      .nullable()
      .meta({ description: 'The case it was decided in: one that was open, or one opened because it must wait' }),
    reply: z.string().meta({ description: 'A drafted reply to the customer: the next wizard steps' }),
  })
  .meta({ id: 'SupportReturned' })

export const refuseReturnRequest = z.strictObject({ answer: note.min(1) }).meta({ id: 'RefuseReturnRequest' })
export const commentBody = z
  .strictObject({ text: note.min(1), internal: z.boolean().default(false) })
  .meta({ id: 'CommentBody' })
export const noteBody = z.strictObject({ note }).meta({ id: 'NoteBody' })

/** KB1023 2.B from anywhere: the key in full, and where to answer. */
export const returnRequestForm = z
  .strictObject({
    key: keyText,
    email,
    reason: z.enum(RETURN_REASONS).default('lost-pc'),
    message: note.default(''),
  })
  .meta({ id: 'ReturnRequestForm' })
export const formReceived = z
  .object({ received: z.literal(true), answerWithinHours: z.int() })
  .meta({ id: 'FormReceived', description: 'The same, whether the key exists or not' })

export const openReturnRequest = z
  .strictObject({
    key: keyText.optional(),
    licenseIds: z.array(z.string()).max(LIMITS.rowsMax).default([]),
    email,
    reason: z.enum(RETURN_REASONS).default('lost-pc'),
    message: note.default(''),
  })
  .meta({ id: 'OpenReturnRequest', description: 'A key, or licenses by id' })

const ticketText = z
  .string()
  .max(LIMITS.ticketTextCharsMax)
  .meta({ description: `The first ${LIMITS.noteCharsMax} characters are kept` })

export const helpDeskMessage = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('open'),
      key: keyText,
      email,
      reason: z.enum(RETURN_REASONS).default('lost-pc'),
      text: ticketText.default(''),
    }),
    z.strictObject({
      action: z.literal('comment'),
      text: ticketText.min(1),
      author: z.enum(['customer', 'agent']).default('agent'),
    }),
    z.strictObject({ action: z.literal('close'), text: ticketText.default('') }),
  ])
  .meta({ id: 'HelpDeskMessage' })
