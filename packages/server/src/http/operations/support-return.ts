import type { KeyId, LicenseId, ReturnRequestId } from '@latchkey/core/ids'
import { releasesByDefault } from '@latchkey/core/return-request'
import type { CommandOf } from '../../store/store.ts'
import type { Call, Handler } from '../call.ts'
import { answerOf, commandOf } from './command.ts'

export const supportReturnLicense: Handler<'supportReturnLicense'> = async (call, { store }) =>
  answerOf(await store.execute(supportReturn(call, { licenseId: call.params.id as LicenseId })), 'license')

export const supportReturnKey: Handler<'supportReturnKey'> = async (call, { store }) =>
  answerOf(await store.execute(supportReturn(call, { keyId: call.params.id as KeyId })), 'key')

function supportReturn(
  call: Call<'supportReturnLicense'> | Call<'supportReturnKey'>,
  target: CommandOf<'support-return'>['target'],
): CommandOf<'support-return'> {
  const { reason, note, releaseFromAccount, returnRequestId } = call.body
  return {
    ...commandOf(call),
    type: 'support-return',
    target,
    reason,
    note,
    releaseFromAccount: releaseFromAccount ?? releasesByDefault(reason),
    returnRequestId: (returnRequestId ?? null) as ReturnRequestId | null,
  }
}
