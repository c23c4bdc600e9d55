import type { Problem } from '@latchkey/contract/client'
import { REFUSALS } from '@latchkey/core/refusals'
import type { Language } from '@latchkey/words/language'
import type { Refused } from './call.ts'

/** Translates a refusal to RFC 9457 problem details: the one place where a "no" becomes HTTP. Its words are the reader's, its code is not. */
export function problemOf(refused: Refused, requestId: string, language: Language, status?: number): Problem {
  const { code, facts, errors } = refused
  const { sentence, cause, wayOut } = language.refusal(refused)
  return {
    // Relative to the server (RFC 9457 3.1.1): its reference page explains each code.
    type: `/reference#${code}`,
    title: sentence,
    // Refusals that only a PC gives never get here; if one does, the server is wrong.
    status: status ?? REFUSALS[code].httpStatus ?? 500,
    code,
    detail: cause,
    wayOut,
    requestId,
    ...(Object.keys(facts).length === 0 ? {} : { facts: { ...facts } }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  }
}
