import type { MailTemplate } from './mail.ts'

/**
 * The words of every mail: whole sentences with parameters. What stands here is English and the key of every catalog
 * (packages/words). A paragraph whose parameter is empty for this mail is left out.
 */
export interface MailWords {
  readonly subject: string
  readonly paragraphs: readonly string[]
  /** Of the button, in mails that hold a link. */
  readonly button?: string
}

/** Marks words for the catalog. */
function spoken<const T>(words: T): T {
  return words
}

/** Sentences that several mails share. */
export const SHARED_WORDS = spoken({
  greeting: 'Hello,',
  link: 'Or copy this address into your browser:',
  automatic: 'This mail was sent automatically by {server}.',
})

export const MAIL_WORDS = spoken({
  'confirm-registration': {
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Somebody, most likely you, wants a Software Download account for this address. Open the link within 24 hours and choose a password.',
      'If you did not ask for this, do nothing: without this link nothing happens.',
    ],
    button: 'Choose a password',
  },
  'already-registered': {
    subject: 'You have an account already',
    paragraphs: [
      'Somebody, most likely you, wanted to use this address for a Software Download account. There is one for it already, and nothing was changed.',
      'Sign in with it; if you have forgotten the password, reset it there.',
    ],
    button: 'Sign in',
  },
  'reset-password': {
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, most likely you, has forgotten the password of this account. Open the link within 20 minutes; it works once.',
      'If you did not ask for this, do nothing: without this link nothing happens.',
    ],
    button: 'Choose a password',
  },
  'join-staff': {
    subject: 'You are invited to the console',
    paragraphs: [
      'You were made a member of staff as {username}. Open the link within three days and choose a password; at your first sign-in you set up a second factor.',
    ],
    button: 'Choose a password',
  },
  'confirm-email': {
    subject: 'Confirm your new e-mail address',
    paragraphs: [
      'This address was given as the new one of a Software Download account. Open the link within 24 hours to confirm it.',
      'If you did not ask for this, do nothing: without this link nothing happens.',
    ],
    button: 'Confirm the address',
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    paragraphs: ['The address of your account is {newEmail} from now on. If this was not you, ask Support at once.'],
  },
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: ['Every session was ended. If this was not you, reset the password at once and tell Support.'],
  },
  'second-factor-changed': {
    subject: 'Your second factors were changed',
    paragraphs: [
      'An authenticator app, a passkey or the recovery codes of your account were added, removed or made anew. If this was not you, choose a new password and tell Support.',
    ],
  },
  'new-sign-in': {
    subject: 'A new sign-in to your account',
    paragraphs: [
      'Somebody signed in to your account on {day} with a browser that had not been used before: {userAgent}, from {ip}.',
      'If this was not you, choose a new password now: that ends every session.',
    ],
  },
  'account-closed': {
    subject: 'Your account is closed',
    paragraphs: [
      'Your account was closed and erased. {licenses, plural, =0 {It held no licenses.} one {Its license goes on working and belongs to whoever has its Activation Key.} other {Its # licenses go on working and belong to whoever has their Activation Keys.}}',
    ],
  },
  'key-delivered': {
    subject: 'Your Activation Key for order {order}',
    paragraphs: [
      'Thank you for your order {order}. Your Activation Key:',
      '{key}',
      'Keep it like a password: whoever has it can activate these licenses. Licenses: {products}.',
      'Start the License Wizard, choose "Activate product license" and enter the key; with an account, check "I also have an Activation Key".',
    ],
  },
  'key-replaced': {
    subject: 'Your new Activation Key for order {order}',
    paragraphs: [
      'Your vendor has replaced the Activation Key of your order {order}; the old one no longer works. Your new Activation Key:',
      '{key}',
      'Keep it like a password: whoever has it can activate these licenses. Licenses: {products}.',
      'PCs on which they are activated go on working; there is nothing to do there.',
    ],
  },
  'key-replaced-notice': {
    subject: 'The Activation Key of your licenses was replaced (order {order})',
    paragraphs: [
      'Your vendor has replaced the Activation Key ending in {replacedLast5}; it no longer works. The new one ends in {last5} and was not sent to you. Your licenses: {products}.',
      'They stay yours, and PCs on which they are activated go on working. On another PC, sign in with your account in the License Wizard.',
      'If you should have the new key, ask Support.',
    ],
  },
  'key-used': {
    subject: 'Your license was activated by key: {product}',
    paragraphs: [
      'Somebody with its Activation Key activated your license on {hostName} on {day}, without signing in to your account.',
      'License: {product}, Activation Key ending in {keyLast5}.',
      'If you do not know that PC, ask Support.',
    ],
  },
  'license-moved': {
    subject: 'Your license was moved to another account: {product}',
    paragraphs: [
      'Somebody with its Activation Key, at the PC that held it, returned your license and associated it to another account.',
      'License: {product}, Activation Key ending in {keyLast5}.',
      'If this should not have been, ask Support.',
    ],
  },
  'released-by-support': {
    subject: 'A license was released from your account: {product}',
    paragraphs: [
      'Support has released a license from your account: its Activation Key had become known to others and was replaced.',
      'License: {product}, Activation Key ending in {keyLast5}.',
      'If this should not have been, ask Support.',
    ],
  },
  'returned-by-support': {
    subject: 'Support returned your license: {product}',
    paragraphs: [
      'Support returned your license from {hostName}. It can be activated on another PC; {hostName} is told at its next contact.',
      'License: {product}, Activation Key ending in {keyLast5}.',
      '{released, select, yes {It was also released from your account, and belongs to whoever has its Activation Key.} other {It is still associated to your account.}} If you did not ask for this, tell Support.',
    ],
  },
  'transfer-offered': {
    subject: 'A license is offered to an account: {product}',
    paragraphs: [
      '{from} offers a license. It moves when the other side accepts it; until then it can be withdrawn.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
    button: 'Look at the offer',
  },
  'transfer-accepted': {
    subject: 'A license has moved to another account: {product}',
    paragraphs: [
      'The transfer with {other} was accepted. Until {disputeDay} either side can dispute it in the portal.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
  },
  'transfer-disputed': {
    subject: 'A transfer is disputed: {product}',
    paragraphs: [
      'The transfer with {other} is disputed. Support looks at it; until then the license stays where it is.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
  },
  'transfer-settled': {
    subject: 'A disputed transfer is settled: {product}',
    paragraphs: [
      '{reversed, select, yes {The license went back to the account it came from.} other {The license stays with the account it was transferred to.}} The other side is {other}.',
      'License: {product}, Activation Key ending in {keyLast5}.',
      '{answer}',
    ],
  },
  'request-received': {
    subject: 'Your request was received',
    paragraphs: [
      'Support has your request {request} and answers by mail. Licenses: {products}.',
      'Until then an emergency license, where your vendor offers it, lets you go on working: see the portal.',
    ],
  },
  'request-answered': {
    subject: 'An answer to your request',
    paragraphs: ['Support has answered your request {request}. Licenses: {products}.', '{answer}'],
  },
  'return-asked': {
    subject: 'Somebody asks to return your licenses',
    paragraphs: [
      'Somebody else asks Support to return licenses of your account without their PC (request {request}). Licenses: {products}.',
      'If that is not in order, tell Support now: it is decided with your answer in mind.',
    ],
  },
  'return-undone': {
    subject: 'The return of your license was undone: {product}',
    paragraphs: [
      'Support has undone a return: your license is active on {hostName} again.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
  },
  'organization-invitation': {
    subject: 'You are invited to own the organization {organization}',
    paragraphs: [
      '{from} invites you to be an owner of the organization {organization}: you see its licenses, activate and return them with your own account, and decide about them like every other owner.',
      'Open the link within 14 days and sign in; it works once. If you do not expect this, do nothing.',
    ],
    button: 'Look at the invitation',
  },
  'organization-changed': {
    subject: 'Your organization {organization} has changed',
    paragraphs: [
      '{change, select, invited {{about} was invited to own the organization {organization}.} withdrawn {The invitation of {about} to the organization {organization} was withdrawn.} joined {{about} is an owner of the organization {organization} now.} left {{about} has left the organization {organization} and has no rights over its licenses any more.} removed {{about} was removed from the organization {organization} and has no rights over its licenses any more.} appointed {Support has made {about} an owner of the organization {organization}.} moved {{about} has moved {count, plural, one {# license} other {# licenses}} to the organization {organization}.} renamed {The organization {about} is called {organization} from now on.} other {{about} has closed the organization {organization}. Its licenses go on working and belong to whoever has their Activation Keys.}}',
      'Every owner of the organization is told. If this should not have been, look at the organization in the portal, or ask Support.',
    ],
  },
  handover: {
    subject:
      '{change, select, waits {Support is about to hand over what is yours: {from}} stopped {Support does not hand over what is yours: {from}} undone {A handover by Support was undone: {from}} other {Support has handed over licenses: {from}}}',
    paragraphs: [
      '{change, select, waits {{kind, select, ownership {On {day} Support makes {to} an owner of the organization {from}, with {count, plural, one {its license} other {its # licenses}}.} other {On {day} Support moves {count, plural, one {# license} other {# licenses}} from {from} to {to}.}}} stopped {Support does not hand over anything of {from} to {to}: it was taken back, or an owner has said no.} undone {Support has moved {count, plural, one {# license} other {# licenses}} back to {from}.} other {Support has moved {count, plural, one {# license} other {# licenses}} from {from} to {to}. PCs on which they are activated go on working.}}',
      '{change, select, waits {If this should not be, sign in to the portal before that day and say no, on the first page.} other {If this should not have been, ask Support: within 14 days it can be undone.}}',
    ],
  },
  'webhook-off': {
    subject: 'A webhook was switched off',
    paragraphs: [
      '{because, select, gone {{url} has answered that it takes no more messages, so nothing is sent to it any more.} other {Nothing has arrived at {url} since {day}, so nothing is sent to it any more.}}',
      'Switch it on again in the console when it works; messages that were given up can be sent again from its log.',
    ],
  },
  'license-expires': {
    subject:
      '{days, plural, one {Your license ends tomorrow: {product}} other {Your license ends in # days: {product}}}',
    paragraphs: [
      'Your license ends on {expiryDay}. Renew it with your vendor; the same Activation Key then goes on working.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
  },
  'stale-host-seen': {
    subject: 'A PC whose license was returned is running: {hostName}',
    paragraphs: [
      '{hostName} was in contact on {day} with a license that had been returned without it. It was told so, and can no longer use that license.',
      'License: {product}, Activation Key ending in {keyLast5}.',
    ],
  },
}) satisfies Readonly<Record<MailTemplate, MailWords>>
