import type { AnswerOf } from '@latchkey/contract/operations'

/**
 * The words of drafted replies: whole sentences with parameters. What stands here is English and the key of every catalog. `key` is
 * `known` when `keyLast5` is; steps and controls are those of KB1023, word for word.
 */
interface ReplyFrame {
  readonly before: readonly string[]
  /** Behind the steps. */
  readonly after: readonly string[]
}

/** Marks words for the catalog. */
function spoken<const T>(words: T): T {
  return words
}

const RETURNED = spoken({
  before: [
    'We have returned your license for {products}{key, select, known { (Activation Key ending in {keyLast5})} other {}}. It can now be activated on another PC.',
    'On the PC where you want to use it:',
  ],
  after: ['The software on the old PC stops working at its next contact, or when its lease ends.'],
})

export const REPLY_WORDS = spoken({
  returned: RETURNED,
  'returned-transfer': RETURNED,
  emergency: {
    before: [
      'We are looking into your request about your license for {products}{key, select, known { (Activation Key ending in {keyLast5})} other {}}. Meanwhile you can work on: an emergency license of {days, plural, one {# day} other {# days}} waits for you.',
      'On the PC where you want to use it:',
    ],
    after: ['It needs the license server once, and ends by itself.'],
  },
  'ask-for-proof': {
    before: [
      'Before we return your license for {products}{key, select, known { (Activation Key ending in {keyLast5})} other {}} we must be sure that it is yours: it is associated to an account, or was in use lately.',
      'Please answer with one of these:',
      '- the number of the order it was bought with, and the name of the buyer;',
      '- the e-mail address of the Software Download account it is associated to, written from that address;',
      '- or sign in to that account in the portal, open the license and choose "Return without the PC …".',
      'Please do not send passwords; we never ask for them.',
    ],
    after: [],
  },
  refused: {
    before: [
      'We cannot return your license for {products}{key, select, known { (Activation Key ending in {keyLast5})} other {}} for you.',
      'If you have the PC it is in use on, return it there: start the License Wizard, in Step 1 select "Manage", in Step 2 change the Action to Return and click Next.',
      'If you think that this is wrong, answer to this mail.',
    ],
    after: [],
  },
}) satisfies Readonly<Record<AnswerOf<'previewDecision'>['reply']['template'], ReplyFrame>>

export const REPLY_STEPS = spoken({
  start: 'Start the License Wizard.',
  activate: 'In Step 1, select "Activate product license" and click Next.',
  byAccount: 'In Step 2, select "Use my account", enter your username and password and click Next.',
  byKey:
    'In Step 2, select "Use my Activation Key", enter {key, select, known {the key ending in {keyLast5}} other {your key}} and click Next.',
  confirm: 'In Step 3, change the Action to Activate and click Next, then OK.',
  emergency:
    'In Step 3, open the license that is in use on the old PC and choose "Emergency license". (Or run the command "license-wizard emergency".)',
  /** KB1023 2.C to 2.G. */
  transfer: [
    'Start the License Wizard on the new PC.',
    'Activate: in Step 1 select "Activate product license"; in Step 2 select "Use my Activation Key", enter {key, select, known {the key ending in {keyLast5}} other {your key}} and click Next (do not sign in with an account yet); in Step 3 change the Action to Activate, click Next, then OK. Click Restart.',
    'Return and associate: in Step 1 select "Manage"; in Step 2 change the Action of each license to Return and click Next; in Step 3 select "Use my account", enter the login of the new account, check "I also have an Activation Key", enter the key and click Next. When Status is Succeeded, click Restart. The license is now associated to the new account.',
    'Activate again: in Step 1 select "Activate product license", in Step 2 select "Use my account" and sign in with the new account; in Step 3 change the Action to Activate, click Next, then OK.',
  ],
})

/** What closes a case that waited for the same. */
export const SETTLED_WORDS = spoken({
  portal: 'The owner has returned the license in the portal; there is nothing left to return.',
  pc: 'The license was returned on its PC; there is nothing left to return.',
  wizard: 'The owner has returned the license in the License Wizard; there is nothing left to return.',
})
