import type { AnswerOf } from '@latchkey/contract/operations'
import type { CaseDecision, ReturnReason } from '@latchkey/core/return-request'

/** What a drafted reply needs to know of a case. */
export interface ReplySubject {
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

/** Drafts what Support writes to the customer: the next steps in the License Wizard, in the words of KB1023. */
export function draftDecisionReply(decision: CaseDecision, subject: ReplySubject): DraftedReply {
  const template = templateOf(decision, subject)
  const steps = [...stepsOf(template, subject)]
  const { before, after } = WORDS[template](subject)
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`)
  return { template, facts: factsOf(subject), steps, words: [...before, ...numbered, ...after].join('\n') }
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

interface Frame {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

const WORDS: Readonly<Record<DraftedReply['template'], (subject: ReplySubject) => Frame>> = {
  returned: returnedWords,
  'returned-transfer': returnedWords,
  emergency: (subject) => ({
    before: [
      `We are looking into your request about ${licenseWords(subject)}. Meanwhile you can work on: an emergency license of ${subject.emergencyDays} days waits for you.`,
      'On the PC where you want to use it:',
    ],
    after: ['It needs the license server once, and ends by itself.'],
  }),
  'ask-for-proof': (subject) => ({
    before: [
      `Before we return ${licenseWords(subject)} we must be sure that it is yours: it is associated to an account, or was in use lately.`,
      'Please answer with one of these:',
      '- the number of the order it was bought with, and the name of the buyer;',
      '- the e-mail address of the Software Download account it is associated to, written from that address;',
      '- or sign in to that account in the portal, open the license and choose "I no longer have that PC".',
      'Please do not send passwords; we never ask for them.',
    ],
    after: [],
  }),
  refused: (subject) => ({
    before: [
      `We cannot return ${licenseWords(subject)} for you.`,
      'If you have the PC it is in use on, return it there: start the License Wizard, in Step 1 select "Manage", in Step 2 change the Action to Return and click Next.',
      'If you think that this is wrong, answer to this mail.',
    ],
    after: [],
  }),
}

function returnedWords(subject: ReplySubject): Frame {
  return {
    before: [
      `We have returned ${licenseWords(subject)}. It can now be activated on another PC.`,
      'On the PC where you want to use it:',
    ],
    after: ['The software on the old PC stops working at its next contact, or when its lease ends.'],
  }
}

function licenseWords({ products, keyLast5 }: ReplySubject): string {
  const key = keyLast5 === null ? '' : ` (Activation Key ending in ${keyLast5})`
  return `your license for ${products.join(', ')}${key}`
}

function stepsOf(template: DraftedReply['template'], subject: ReplySubject): readonly string[] {
  switch (template) {
    case 'returned-transfer':
      return transferSteps(keyWords(subject))
    case 'returned':
      return activationSteps(subject, 'In Step 3, change the Action to Activate and click Next, then OK.')
    case 'emergency':
      return activationSteps(
        subject,
        'In Step 3, open the license that is in use on the old PC and choose "Emergency license". (Or run the command "license-wizard emergency".)',
      )
    case 'ask-for-proof':
    case 'refused':
      return []
  }
}

function activationSteps(subject: ReplySubject, last: string): readonly string[] {
  const credentials = subject.isAssociated
    ? 'In Step 2, select "Use my account", enter your username and password and click Next.'
    : `In Step 2, select "Use my Activation Key", enter ${keyWords(subject)} and click Next.`
  return [
    'Start the License Wizard.',
    'In Step 1, select "Activate product license" and click Next.',
    credentials,
    last,
  ]
}

function keyWords({ keyLast5 }: ReplySubject): string {
  return keyLast5 === null ? 'your key' : `the key ending in ${keyLast5}`
}

/** KB1023 2.C to 2.G. */
function transferSteps(key: string): readonly string[] {
  return [
    'Start the License Wizard on the new PC.',
    `Activate: in Step 1 select "Activate product license"; in Step 2 select "Use my Activation Key", enter ${key} and click Next (do not sign in with an account yet); in Step 3 change the Action to Activate, click Next, then OK. Click Restart.`,
    'Return and associate: in Step 1 select "Manage"; in Step 2 change the Action of each license to Return and click Next; in Step 3 select "Use my account", enter the login of the new account, check "I also have an Activation Key", enter the key and click Next. When Status is Succeeded, click Restart. The license is now associated to the new account.',
    'Activate again: in Step 1 select "Activate product license", in Step 2 select "Use my account" and sign in with the new account; in Step 3 change the Action to Activate, click Next, then OK.',
  ]
}
