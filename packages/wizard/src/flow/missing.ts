import { isEmailAddress } from '@latchkey/core/email-address'
import type { Form } from './state.ts'

/** The first field of Step 2 that is still empty; null when the proof is complete. */
export function missingProof(form: Form): string | null {
  const needsKey = form.mode === 'key' || form.hasKey
  if (form.mode === 'account') {
    if (form.username.trim() === '') return 'username'
    if (form.password === '') return 'password'
  }
  return needsKey && form.key.trim() === '' ? 'key' : null
}

/** The first field of a request to Support that is still empty. */
export function missingContact({ email, message }: Form): string | null {
  if (!isEmailAddress(email.trim())) return 'email'
  return message.trim() === '' ? 'message' : null
}
