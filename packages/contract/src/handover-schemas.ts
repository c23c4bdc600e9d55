import { HANDOVER_KINDS, HANDOVER_STATES } from '@latchkey/core/handover'
import { LIMITS } from '@latchkey/core/limits'
import { z } from 'zod'
import { instant, note, refusalCode } from './primitives.ts'

/** Handovers: what Support gives to another account, because its owner has left. */

const side = z.object({ id: z.string(), name: z.string() })
const by = z.object({ type: z.string(), id: z.string().nullable() })

export const handoverRow = z
  .object({
    licenseId: z.string(),
    productName: z.string(),
    keyLast5: z.string(),
    hostName: z.string().nullable().meta({ description: 'The PC it is activated on, and stays so' }),
    outcome: z
      .enum(['moves', 'moved', 'moved-back', 'refused'])
      .meta({ description: '`moves`: nothing has happened yet' }),
    code: refusalCode.nullable(),
  })
  .meta({ id: 'HandoverRow' })

export const handover = z
  .object({
    id: z.string(),
    kind: z.enum(HANDOVER_KINDS).meta({ description: 'Licenses, or the ownership of an organization' }),
    state: z.enum(HANDOVER_STATES),
    from: side.meta({ description: 'Whose licenses they are; of an ownership, the organization' }),
    to: side,
    licenses: z.int().meta({ description: 'How many get another owner' }),
    note: z.string(),
    by,
    approvedBy: by.nullable(),
    decidedAt: instant,
    executeAt: instant
      .nullable()
      .meta({ description: 'When it is carried out by itself; null: it does not wait for that' }),
    doneAt: instant.nullable(),
    undoUntil: instant.nullable().meta({ description: 'Until when it can be undone; null where it cannot' }),
    objection: z.string().nullable().meta({ description: 'What an owner who said no has written' }),
    rows: z.array(handoverRow),
  })
  .meta({ id: 'Handover' })

const target = {
  from: z
    .string()
    .trim()
    .min(1)
    .max(254)
    .meta({ description: 'Account or organization: id, username or e-mail address' }),
  to: z.string().trim().min(1).max(254).meta({ description: 'The same, of who gets them' }),
  licenseIds: z
    .array(z.string())
    .max(LIMITS.handoverLicensesMax)
    .default([])
    .meta({ description: 'None: all of them' }),
}
export const previewHandover = z.strictObject(target).meta({ id: 'PreviewHandover' })
export const handOver = z.strictObject({ ...target, note: note.min(1) }).meta({ id: 'HandOver' })

/** What a handover would do: nothing of it is done. */
export const handoverPreview = z
  .object({
    from: side,
    to: side,
    moving: z.int(),
    active: z.int().meta({ description: 'Those among them that are activated on a PC, where they stay' }),
    told: z.array(z.string()).meta({ description: 'Names of everybody who gets a mail' }),
    needsSecondAgent: z.boolean(),
    heldUntil: instant.nullable().meta({ description: 'When it would be carried out; null: at once' }),
    rows: z.array(handoverRow),
  })
  .meta({ id: 'HandoverPreview' })

/** A handover that waits, as the owner who did not ask for it sees it. */
export const myHandover = z
  .object({
    id: z.string(),
    kind: z.enum(HANDOVER_KINDS),
    from: z.string(),
    to: z.string(),
    licenses: z.int(),
    executeAt: instant.nullable(),
  })
  .meta({ id: 'MyHandover' })
