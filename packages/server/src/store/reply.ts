import type { AnswerOf } from '@latchkey/contract/operations'
import type { Language as LanguageTag } from '@latchkey/core/languages'
import type { CaseDecision, ReturnReason } from '@latchkey/core/return-request'
import { languageNow } from '../language-now.ts'
import { REPLY_STEPS, REPLY_WORDS } from './reply-words.ts'

/** What a drafted reply needs to know of a case. */
export interface ReplySubject {
  /** The customer's. */
  readonly language: LanguageTag
  /** The case's number; null for a return outside of one. */
  readonly request: string | null
  readonly reason: ReturnReason
  readonly keyLast5: string | null
  readonly products: readonly string[]
  readonly hostNames: readonly string[]
  readonly emergencyDays: number
  /** Whether the customer signs in to use them: they belong to an account afterwards; for an emergency, to who asked. */
  readonly isAssociated: boolean
}

export type DraftedReply = AnswerOf<'previewDecision'>['reply']

/** Drafts what Support writes to the customer, in their language: the next steps in the License Wizard, in the words of KB1023. */
export function draftDecisionReply(decision: CaseDecision, subject: ReplySubject): DraftedReply {
  const template = templateOf(decision, subject)
  const language = languageNow(subject.language)
  const values = {
    products: language.list(subject.products),
    keyLast5: subject.keyLast5 ?? '',
    key: subject.keyLast5 === null ? 'unknown' : 'known',
    days: subject.emergencyDays,
  }
  const say = (message: string) => language.say(message, values)
  const { before, after } = REPLY_WORDS[template]
  const steps = stepsOf(template, subject).map(say)
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`)
  const words = [...before.map(say), ...numbered, ...after.map(say)].join('\n')
  return { template, language: subject.language, facts: factsOf(subject), steps, words }
}

function templateOf(decision: CaseDecision, { reason }: ReplySubject): DraftedReply['template'] {
  switch (decision) {
    case 'return':
    case 'return-and-release':
      return reason === 'account-transfer' ? 'returned-transfer' : 'returned'
    case 'emergency':
    case 'ask-for-proof':
      return decision
    case 'refuse':
      return 'refused'
  }
}

function factsOf({ request, keyLast5, products, hostNames, emergencyDays }: ReplySubject): DraftedReply['facts'] {
  return {
    products: products.join(', '),
    hostNames: hostNames.join(', '),
    emergencyDays,
    ...(request === null ? {} : { request }),
    ...(keyLast5 === null ? {} : { keyLast5 }),
  }
}

function stepsOf(template: DraftedReply['template'], { isAssociated }: ReplySubject): readonly string[] {
  const { start, activate, byAccount, byKey } = REPLY_STEPS
  const credentials = isAssociated ? byAccount : byKey
  switch (template) {
    case 'returned-transfer':
      return REPLY_STEPS.transfer
    case 'returned':
      return [start, activate, credentials, REPLY_STEPS.confirm]
    case 'emergency':
      return [start, activate, credentials, REPLY_STEPS.emergency]
    case 'ask-for-proof':
    case 'refused':
      return []
  }
}
