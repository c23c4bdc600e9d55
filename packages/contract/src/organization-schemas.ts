import { z } from 'zod'
import { email, instant, name, note } from './primitives.ts'
import { handover } from './handover-schemas.ts'
import { account } from './schemas.ts'

/** Organizations: accounts without a password, owned by several people. */

export const myOrganization = z
  .object({
    id: z.string(),
    name: z.string(),
    isReceiving: z.boolean().meta({ description: 'Whether licenses that you associate go to it' }),
    licenses: z.int(),
    owners: z.array(
      z.object({ id: z.string(), name: z.string(), email: z.string(), since: instant, you: z.boolean() }),
    ),
    invitations: z.array(
      z.object({
        id: z.string(),
        email: z.string(),
        invitedBy: z.string().nullable(),
        invitedAt: instant,
        expiresAt: instant,
      }),
    ),
  })
  .meta({ id: 'MyOrganization' })

export const organizationBody = z.strictObject({ name }).meta({ id: 'OrganizationBody' })
export const closeOrganization = z
  .strictObject({ name: z.string().max(400).meta({ description: 'The name of the organization, typed to confirm' }) })
  .meta({ id: 'CloseOrganization' })
export const invitationBody = z.strictObject({ email }).meta({ id: 'InvitationBody' })
export const invitationToken = z
  .strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
  .meta({ id: 'InvitationToken' })
export const invitation = z
  .object({ organization: z.string(), from: z.string().nullable(), email: z.string(), expiresAt: instant })
  .meta({ id: 'Invitation' })
export const moveLicenses = z
  .strictObject({
    licenseIds: z.array(z.string()).max(1000).default([]).meta({ description: 'None: all of your own' }),
  })
  .meta({ id: 'MoveLicenses' })
export const licensesMoved = z.object({ moved: z.int(), organization: myOrganization }).meta({ id: 'LicensesMoved' })
export const receivingAccount = z
  .strictObject({ organizationId: z.string().max(60).nullable().meta({ description: 'Null: your own account' }) })
  .meta({ id: 'ReceivingAccount' })
export const receiving = z.object({ organizationId: z.string().nullable() }).meta({ id: 'Receiving' })
export const appointOwner = z
  .strictObject({ login: z.string().trim().min(1).max(254), note: note.min(1) })
  .meta({ id: 'AppointOwner', description: 'Username or e-mail address of the new owner, and why' })
export const appointed = account
  .extend({
    handover: handover.meta({ description: 'Whether it is done, or waits for a second agent or the end of a hold' }),
  })
  .meta({ id: 'Appointed' })
