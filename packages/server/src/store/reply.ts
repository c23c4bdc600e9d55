import type { ReturnReason } from '@latchkey/core/return-request'

/** What a drafted reply needs to know of a support return. */
export interface ReturnedForCustomer {
  readonly reason: ReturnReason
  readonly keyLast5: string
  readonly products: readonly string[]
  /** Whether the licenses still belong to an account. */
  readonly isAssociated: boolean
}

/** Drafts what Support writes to the customer after a return: the next steps in the License Wizard, in the words of KB1023. */
export function draftReply(returned: ReturnedForCustomer): string {
  const products = [...new Set(returned.products)].join(', ')
  return [
    `We have returned your license for ${products} (Activation Key ending in ${returned.keyLast5}). It can now be activated on another PC.`,
    'On the PC where you want to use it:',
    ...stepsFor(returned).map((step, index) => `${index + 1}. ${step}`),
    'The software on the old PC stops working at its next contact, or when its lease ends.',
  ].join('\n')
}

function stepsFor({ reason, isAssociated, keyLast5 }: ReturnedForCustomer): readonly string[] {
  if (reason === 'account-transfer') return transferSteps(keyLast5)
  const start = 'Start the License Wizard.'
  const finish = 'In Step 3, change the Action to Activate and click Next, then OK.'
  if (isAssociated) {
    return [
      start,
      'In Step 1, select "Activate product license" and click Next.',
      'In Step 2, select "Use my account", enter your username and password and click Next.',
      finish,
    ]
  }
  return [
    start,
    'In Step 1, select "Activate product license" and click Next.',
    `In Step 2, select "Use my Activation Key", enter the key ending in ${keyLast5} and click Next.`,
    finish,
  ]
}

/** KB1023 2.C to 2.G. */
function transferSteps(keyLast5: string): readonly string[] {
  return [
    'Start the License Wizard on the new PC.',
    `Activate: in Step 1 select "Activate product license"; in Step 2 select "Use my Activation Key", enter the key ending in ${keyLast5} and click Next (do not sign in with an account yet); in Step 3 change the Action to Activate, click Next, then OK. Click Restart.`,
    'Return and associate: in Step 1 select "Manage"; in Step 2 change the Action of each license to Return and click Next; in Step 3 select "Use my account", enter the login of the new account, check "I also have an Activation Key", enter the key and click Next. When Status is Succeeded, click Restart. The license is now associated to the new account.',
    'Activate again: in Step 1 select "Activate product license", in Step 2 select "Use my account" and sign in with the new account; in Step 3 change the Action to Activate, click Next, then OK.',
  ]
}
