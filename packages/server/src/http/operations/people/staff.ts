import { ID_RANDOM_BYTES, type MailId, makeId, type StaffId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok } from '@latchkey/core/result'
import { type Handler, refuse } from '../../call.ts'
import { answerOf, commandOf, found } from '../command.ts'
import { newLink } from './links.ts'

export const listStaff: Handler<'listStaff'> = async ({ query }, { store }) => ok(await store.reads.staff(query))

export const getAccount: Handler<'getAccount'> = async ({ params }, { store }) =>
  found(await store.reads.account(params.id), 'account')

/** Their password is theirs alone: they choose it with the link of the mail, and a second factor at the first sign-in. */
export const inviteStaff: Handler<'inviteStaff'> = async (call, services) => {
  const { store, random } = services
  const { username, email, role, language } = call.body
  const executed = await store.execute({
    ...commandOf(call),
    type: 'create-person',
    id: makeId('stf', random(ID_RANDOM_BYTES)),
    role,
    username,
    email,
    language,
    password: null,
    link: newLink(services, call.at + LIMITS.inviteLinkMs),
  })
  if (executed.status === 'refused') return refuse(executed.code, { field: 'username or email' })
  const { id, createdAt } = executed.answer
  const member = { id, username, email: email.toLowerCase(), role, createdAt }
  return ok({ ...member, hasPassword: false, hasSecondFactor: false, lastSignInAt: null })
}

export const setStaffRole: Handler<'setStaffRole'> = async (call, { store }) => {
  const staff = call.params.id as StaffId
  const { role } = call.body
  return answerOf(await store.execute({ ...commandOf(call), type: 'set-staff-role', staff, role }), 'member of staff')
}

export const resetStaffSecondFactor: Handler<'resetStaffSecondFactor'> = async (call, { store }) => {
  const staff = call.params.id as StaffId
  return answerOf(await store.execute({ ...commandOf(call), type: 'reset-second-factor', staff }), 'member of staff')
}

export const removeStaff: Handler<'removeStaff'> = async (call, { store }) => {
  const staff = call.params.id as StaffId
  const answer = answerOf(await store.execute({ ...commandOf(call), type: 'remove-staff', staff }), 'member of staff')
  return answer.ok ? ok(undefined) : answer
}

export const listMails: Handler<'listMails'> = async ({ query }, { store }) => ok(await store.reads.mails(query))

export const retryMail: Handler<'retryMail'> = async (call, { store }) => {
  const id = call.params.id as MailId
  return answerOf(await store.execute({ ...commandOf(call), type: 'retry-mail', id }), 'mail')
}
