import { type AccountId, ID_RANDOM_BYTES, type LicenseId, makeId } from '@latchkey/core/ids'
import { err, ok } from '@latchkey/core/result'
import { deriveLinkToken, hashSecret } from '../../signing/sealing.ts'
import { type Handler, refuse, refuseField } from '../call.ts'
import { answerOf, commandOf, found } from './command.ts'
import { personOf } from './own.ts'
import { countMailOf } from './people/links.ts'

/** Organizations: whoever asks is a person, whatever account they act for at the moment. */

/** What the token of an invitation's link is derived for; the mail derives it anew. */
const LINK_PURPOSE = 'invitation'

export const listMyOrganizations: Handler<'listMyOrganizations'> = async (call, { store }) =>
  ok(await store.reads.myOrganizations(personOf(call)))

export const getMyOrganization: Handler<'getMyOrganization'> = async (call, { store }) =>
  found(await store.reads.myOrganization(personOf(call), call.params.id), 'organization')

export const createOrganization: Handler<'createOrganization'> = async (call, { store, random }) => {
  const id = makeId('acc', random(ID_RANDOM_BYTES))
  const { name } = call.body
  const command = { ...commandOf(call), type: 'create-organization', id, account: personOf(call), name } as const
  return answerOf(await store.execute(command), 'organization')
}

export const renameOrganization: Handler<'renameOrganization'> = async (call, { store }) => {
  const organization = call.params.id as AccountId
  const { name } = call.body
  const command = {
    ...commandOf(call),
    type: 'rename-organization',
    organization,
    account: personOf(call),
    name,
  } as const
  return answerOf(await store.execute(command), 'organization')
}

/** Nothing that opens the link is stored or answered: only the mail tells it. */
export const inviteOwner: Handler<'inviteOwner'> = async (call, services) => {
  const limited = await countMailOf(call, services, call.body.email)
  if (limited !== null) return err(limited)
  const { store, random, keys } = services
  const id = makeId('inv', random(ID_RANDOM_BYTES))
  const executed = await store.execute({
    ...commandOf(call),
    type: 'invite-owner',
    id,
    organization: call.params.id as AccountId,
    account: personOf(call),
    email: call.body.email,
    tokenHash: hashSecret(deriveLinkToken(LINK_PURPOSE, id, keys.secrets)),
  })
  return answerOf(executed, 'organization')
}

export const withdrawInvitation: Handler<'withdrawInvitation'> = async (call, { store }) => {
  const { id: organization, invitation: id } = call.params
  const command = { ...commandOf(call), type: 'withdraw-invitation', id, account: personOf(call) } as const
  return answerOf(await store.execute({ ...command, organization: organization as AccountId }), 'invitation')
}

export const showInvitation: Handler<'showInvitation'> = async ({ body }, { store }) => {
  const invitation = await store.reads.invitation(hashSecret(body.token))
  return typeof invitation === 'string' ? refuse(invitation) : ok(invitation)
}

export const acceptInvitation: Handler<'acceptInvitation'> = async (call, { store }) => {
  const tokenHash = hashSecret(call.body.token)
  const command = { ...commandOf(call), type: 'accept-invitation', tokenHash, account: personOf(call) } as const
  return answerOf(await store.execute(command), 'invitation')
}

export const removeOwner: Handler<'removeOwner'> = async (call, { store }) => {
  const organization = call.params.id as AccountId
  const owner = call.params.owner as AccountId
  const command = { ...commandOf(call), type: 'remove-owner', organization, account: personOf(call), owner } as const
  const removed = answerOf(await store.execute(command), 'organization')
  return removed.ok ? ok(undefined) : removed
}

export const moveLicenses: Handler<'moveLicenses'> = async (call, { store }) => {
  const organization = call.params.id as AccountId
  const licenseIds = call.body.licenseIds as LicenseId[]
  const command = {
    ...commandOf(call),
    type: 'move-licenses',
    organization,
    account: personOf(call),
    licenseIds,
  } as const
  return answerOf(await store.execute(command), 'license')
}

export const setReceivingAccount: Handler<'setReceivingAccount'> = async (call, { store }) => {
  const organization = call.body.organizationId as AccountId | null
  const command = { ...commandOf(call), type: 'set-receiving-account', organization, account: personOf(call) } as const
  return answerOf(await store.execute(command), 'organization')
}

export const closeOrganization: Handler<'closeOrganization'> = async (call, { store }) => {
  const organization = call.params.id as AccountId
  const { name } = call.body
  const known = await store.reads.myOrganization(personOf(call), organization)
  if (known !== null && known.name !== name) return refuseField('/name', 'It is not the name of the organization.')
  const command = {
    ...commandOf(call),
    type: 'close-organization',
    organization,
    account: personOf(call),
    name,
  } as const
  const closed = answerOf(await store.execute(command), 'organization')
  return closed.ok ? ok(undefined) : closed
}

export const appointOwner: Handler<'appointOwner'> = async (call, { store, random }) => {
  const id = makeId('hdo', random(ID_RANDOM_BYTES))
  const organization = call.params.id as AccountId
  const command = { ...commandOf(call), type: 'appoint-owner', id, organization, ...call.body } as const
  return answerOf(await store.execute(command), 'account')
}
