import type { Result } from '@latchkey/core/result'
import type { PeopleCommandType } from '../../../people-commands.ts'
import type { CommandOf, CommandRefusal } from '../../../store.ts'
import type { Writing } from '../../save.ts'
import { performCloseAccount } from './close-account.ts'
import {
  performAddPasskey,
  performBeginTotp,
  performEnableTotp,
  performRemoveFactor,
  performSetRecoveryCodes,
} from './factors.ts'
import {
  performConfirmEmail,
  performConfirmRegistration,
  performRegister,
  performRequestEmailChange,
  performRequestReset,
  performResetPassword,
} from './links.ts'
import { performRetryMail } from './mails.ts'
import { performChangePassword, performRehashPassword } from './passwords.ts'
import { performCreatePerson, performSetLanguage } from './people.ts'
import { performBeginSession, performEndSessions, performRenewSession } from './sessions.ts'
import { performRemoveStaff, performResetSecondFactor, performSetStaffRole } from './staff.ts'

type Performers = {
  readonly [T in PeopleCommandType]: (writing: Writing, command: CommandOf<T>) => Result<unknown, CommandRefusal>
}

const PERFORMERS: Performers = {
  'create-person': performCreatePerson,
  'begin-session': performBeginSession,
  'renew-session': performRenewSession,
  'end-sessions': performEndSessions,
  register: performRegister,
  'request-reset': performRequestReset,
  'request-email-change': performRequestEmailChange,
  'confirm-registration': performConfirmRegistration,
  'reset-password': performResetPassword,
  'confirm-email': performConfirmEmail,
  'change-password': performChangePassword,
  'rehash-password': performRehashPassword,
  'set-language': performSetLanguage,
  'begin-totp': performBeginTotp,
  'enable-totp': performEnableTotp,
  'add-passkey': performAddPasskey,
  'remove-factor': performRemoveFactor,
  'set-recovery-codes': performSetRecoveryCodes,
  'close-account': performCloseAccount,
  'set-staff-role': performSetStaffRole,
  'reset-second-factor': performResetSecondFactor,
  'remove-staff': performRemoveStaff,
  'retry-mail': performRetryMail,
}

/** Does a command about people. */
export function performPeople<T extends PeopleCommandType>(
  writing: Writing,
  command: CommandOf<T>,
): Result<unknown, CommandRefusal> {
  const performer: Performers[T] = PERFORMERS[command.type]
  return performer(writing, command)
}

export function isAboutPeople(type: string): type is PeopleCommandType {
  return Object.hasOwn(PERFORMERS, type)
}
