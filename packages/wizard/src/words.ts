import { ACTIONS } from './labels.ts'
import { list, say, spoken } from './language.ts'

/**
 * Every word of the License Wizard's screens, in one place: whole sentences with parameters, never glued together elsewhere. What
 * stands here is English and the key of every catalog (packages/words). The quoted ones are KB1023's own and product.md's; a test
 * keeps them as they are.
 */

/** The command's name, as hints show it. */
export const COMMAND = 'license-wizard'

export const w = spoken({
  stepTitle: (step: number, of: number, state: string, title: string) =>
    say('Step {step} of {of} ({state}): {title}', { step, of, state, title }),
  position: (step: number, of: number) => say('Step {step} of {of}', { step, of }),
  firstStep: 'This is the first step.',
  alreadyDone: 'It is done already; Restart starts from the beginning.',

  // What this PC holds
  holdsNothing: (host: string) => say('This PC ({host}) holds no licenses yet.', { host }),
  holds: (host: string, licenses: readonly string[]) =>
    say('This PC ({host}) holds {count, plural, one {# license} other {# licenses}}: {licenses}.', {
      host,
      count: licenses.length,
      licenses: list(licenses),
    }),
  held: (product: string, state: string) => say('{product} ({state})', { product, state }),
  localStates: {
    valid: 'active',
    grace: 'active, but it must contact the license server soon',
    emergency: 'emergency license',
    'lease-ended': 'lease ended: renew it',
    expired: 'expired',
    'wrong-host': 'made for another PC',
    returned: 'returned',
    damaged: 'file damaged',
  },
  repairFinished: (what: string, products: readonly string[]) =>
    products.length === 0
      ? say('Finished what was begun last time: {what}.', { what })
      : say('Finished what was begun last time: {what} {products}.', { what, products: list(products) }),
  repairUndone: (what: string, products: readonly string[]) =>
    products.length === 0
      ? say('What was begun last time had not happened and is undone: {what}.', { what })
      : say('What was begun last time had not happened and is undone: {what} {products}.', {
          what,
          products: list(products),
        }),
  repaired: {
    activate: 'Activate',
    return: 'Return',
    associate: 'Associate',
    transfer: 'Move to another account:',
    emergency: 'Emergency license',
    renew: 'renewing',
    fetch: 'fetching',
    'lost-pc': 'the return of a license whose PC is gone',
    'support-request': 'the request to Support',
  },
  repairPending: 'Something begun last time could not be finished yet; it is tried again at the next start.',

  shutExplains: 'Nothing was changed. Put it right, then click Try again: this window goes on from there.',

  // Step 1
  activateHint: 'Let a product run on this PC: with your account, your Activation Key, or both.',
  manageHint: 'Return the licenses on this PC, associate them to your account, or move them to another one.',

  // Step 2
  keyIsFor: (last5: string, products: readonly string[]) =>
    say('The key ending in {last5} is for {products}.', { last5, products: list(products) }),
  keyShowsNothing: (last5: string) => say('The key ending in {last5} shows no licenses.', { last5 }),
  useSuggestion: (key: string) => say('Use {key}', { key }),
  nextSignsIn: 'Next > signs in and shows your licenses; nothing is changed yet.',
  nextLooksUp: 'Next > looks up the key and says which licenses it will associate, before it does.',
  nextNames: 'Next > looks up the key and shows its licenses; nothing is changed yet.',
  nextShows: 'Next > shows the licenses; nothing is changed yet.',
  nextAssociates: (products: readonly string[], account: string) =>
    say(
      'Next > will associate {count, plural, one {# license} other {# licenses}} to {account}: {products}; this stays even if you cancel.',
      { count: products.length, account, products: list(products) },
    ),
  nextAssociatesNothing: (account: string) =>
    say('Next > associates nothing new to {account}; it shows the licenses.', { account }),
  nextLooksUpManaged: 'Next > looks up the licenses and says what will happen to each, before it does.',
  nextWillDo: 'Next > will do this:',
  replacedOnlyReturns:
    'This Activation Key was replaced by a new one. It still returns a license from this PC, but associates none to an account.',
  willReturn: (product: string) =>
    say('{product}: stops working on this PC and is free to be activated elsewhere.', { product }),
  willReturnOwned: (product: string, account: string) =>
    say('{product}: stops working on this PC; it stays associated to {account}.', { product, account }),
  willReturnOthers: (product: string) =>
    say('{product}: stops working on this PC; it stays associated to the account it has.', { product }),
  willReturnAssociate: (product: string, account: string) =>
    say('{product}: stops working on this PC and is associated to {account}.', { product, account }),
  willTransfer: (product: string, account: string) =>
    say('{product}: stops working on this PC and moves from the account it has to {account}; its owner is told.', {
      product,
      account,
    }),
  willMove: (product: string, account: string) =>
    say(
      '{product}: moves from the account it has to {account} and stays active on this PC; its owner is told. It is done as a whole, or not at all.',
      { product, account },
    ),
  willMoveIn: (product: string, account: string) =>
    say('{product}: is associated to {account} and stays active on this PC.', { product, account }),
  willAssociate: (product: string, account: string) =>
    say('{product}: is associated to {account}.', { product, account }),
  willRefuse: (product: string, why: string) => say('{product}: will be refused. {why}', { product, why }),
  alreadyYours: (product: string, account: string) =>
    say('{product}: is associated to {account} already.', { product, account }),
  willNotAssociate: (product: string, why: string) => say('{product} will not be associated: {why}', { product, why }),
  chosen: (action: 'return' | 'associate' | 'transfer', product: string) =>
    action === 'transfer'
      ? say('Move {product} to another account', { product })
      : say('{action} {product}', { action: ACTIONS[action], product }),
  associateNeedsBoth: 'To associate, select "Use my account" and check "I also have an Activation Key".',
  transferNeedsBoth:
    'Enter the account that the license is to move to: select "Use my account" and check "I also have an Activation Key".',

  // Step 3
  associatedNow: (products: readonly string[], account: string) =>
    say('Associated to {account}: {products}. This is done already and stays even if you cancel.', {
      account,
      products: list(products),
    }),
  associatedBefore: (account: string) =>
    say('Nothing had to be associated to {account}: it was done before, or see below.', { account }),
  noLicenses: (account: string) =>
    say(
      '{account} has no licenses. If you have an Activation Key, go Back and check "I also have an Activation Key".',
      { account },
    ),
  noLicensesHere: 'There are no licenses on this PC. Go Back and select "Activate product license".',
  associatedAlready: (account: string) => say('It is associated to {account}.', { account }),
  associatedAlreadyWayOut:
    'To move it to another account, choose Move to another account, and use that account with the key.',
  nothingChosen: (action: string) =>
    say('Nothing is chosen: change the Action of a license to {action}, or click Cancel.', { action }),
  chooseFirst: (action: string) => say('Change the Action of a license to {action}, then click Next >.', { action }),
  nextConfirms: 'Next > shows what will be changed; nothing is changed before you click OK.',
  nextAsksForProof: 'Next > asks for your account or your key; nothing is changed yet.',
  nothingListed: 'There is no license to choose here: go Back.',
  nothingPossible: 'Nothing can be changed here: each license says why, and what to do.',
  notPossible: (action: string, why: string) => say('{action} is not possible: {why}', { action, why }),
  activeHere: 'It is active on this PC already.',
  seats: (free: number, total: number) => say('{free} of {total} licenses of this key are free.', { free, total }),
  whatNow: (host: string | null) =>
    host === null ? say('What can I do?') : say('What can I do about {host}?', { host }),
  willActivate: (product: string, host: string) =>
    say('{product}: will be activated on this PC ({host}).', { product, host }),
  willActivateOthers: (product: string, host: string) =>
    say('{product}: will be activated on this PC ({host}); the account it is associated to is told.', {
      product,
      host,
    }),
  clickOk: 'Click OK to change. Nothing is changed before.',
  confirmed: 'OK',

  // Ways out
  elsewhere: (product: string, host: string, since: string) =>
    say('{product} is active on {host} since {since}.', { product, host, since }),
  allTaken: (product: string) => say('All licenses of this key for {product} are active on other PCs.', { product }),
  returnThere: (host: string): readonly string[] => [
    say('1. On {host}, start the License Wizard and select "Manage".', { host }),
    say('2. Change the Action of the license to Return and click Next >.'),
    say('3. Enter the same account or key, click Next >, and wait for the Status "Succeeded".'),
    say('4. Come back here and click Next >: the licenses are looked up again.'),
  ],
  supportExplains: 'Support returns the license for you. You are told by mail, then you can activate it here.',
  supportMessage: (product: string, last5: string, host: string, here: string) =>
    say(
      'License transfer: please return {product} (key ending in {last5}), active on {host}, which I can no longer use. I want to activate it on {here}.',
      { product, last5, host, here },
    ),
  supportNeedsEmail: 'An e-mail address is needed, so that Support can answer.',
  supportSent: (id: string, email: string) =>
    say("Your request {id} is in Support's queue. The answer goes to {email}.", { id, email }),
  supportSummary: 'Request sent to Support',
  supportThen:
    'After Support has returned the license: start here again, select "Activate product license", and activate it.',
  changesNothing: 'Next > changes nothing.',
  lostPcAlone: 'You return the license yourself, at once.',
  lostPcBySupport: 'Support returns the license for you.',
  lostPcWill: (product: string, host: string) =>
    say('{product}: is returned from {host}, without that PC, and is free to be activated here.', { product, host }),
  lostPcThen: 'If that PC is found again, it learns at its next contact that it no longer holds the license.',
  lostPcReturns: (left: number, max: number) =>
    say(
      'You may do this yourself: {left} of {max} such returns are left; this one uses one. After that, ask Support.',
      {
        left,
        max,
      },
    ),
  lostPcReturned: (products: readonly string[]) =>
    say('Returned: {products}. Next > activates what is set to Activate on this PC.', { products: list(products) }),

  // Help and settings
  help: 'Help and settings',
  helpLosesNothing: 'Back leads to where you were; nothing you typed is lost.',
  noProxyDetected: 'This PC is set up without a proxy.',
  proxyDetected: (address: string) => say('This PC is set up with the proxy {address}.', { address }),
  serverNamed: (address: string) => say('The license server is {address}.', { address }),
  serverKnown: (address: string) =>
    say('This PC knows the license server {address}; leave its address empty to go on with it.', { address }),
  caFileNamed: (path: string) => say('The command line names {path}; that file is used.', { path }),
  nextKeepsConnection: 'Next > keeps this for the next start, and checks the way to the license server.',
  connectionFaults: {
    'no-server': 'This is no address of a license server. Write it like https://licenses.example.com.',
    'no-address': 'This is no address of a proxy. Write it like http://proxy.example.com:8080.',
    scheme: 'Only http and https proxies can be used. Write it like http://proxy.example.com:8080.',
    'no-port': 'The port is missing. Write it like http://proxy.example.com:8080.',
    unreadable: 'This file cannot be read. Check its path and your rights.',
    'no-certificate': 'This file holds no certificate. Ask your administrator for a PEM file (BEGIN CERTIFICATE).',
  },
  forgetServer: 'Forget the server this PC trusts',
  forgetExplains:
    'Do this only if you know that the server was set up anew: this PC then trusts whatever server answers at that address.',
  languageIsKept: 'It is spoken at once, and at the next start.',

  // Requests to Support
  showRequests: 'Show requests to Support',
  noRequests: 'Nothing was asked of Support from this PC.',
  askedOn: 'Asked on',
  requestWaits: (products: readonly string[]) =>
    say('Your request to Support about {products} is open.', { products: list(products) }),
  requestDue: (products: readonly string[], day: string) =>
    say('Your request to Support about {products} is open; an answer is expected by {day}.', {
      products: list(products),
      day,
    }),
  requestNeedsProof: (products: readonly string[]) =>
    say('Support needs a proof about {products}: please answer its mail.', { products: list(products) }),
  requestReturned: (products: readonly string[]) =>
    say('Support has returned {products}: you can activate it on this PC now.', { products: list(products) }),
  requestAnswered: (products: readonly string[]) =>
    say('Support has answered your request about {products}, without a return: see its mail.', {
      products: list(products),
    }),
  requestStates: {
    open: 'Open',
    proof: 'Support needs a proof: please answer its mail',
    returned: 'Returned: you can activate it now',
    answered: 'Answered without a return: see the mail of Support',
    withdrawn: 'Withdrawn',
  },
  openUntil: (day: string) => say('Open; an answer is expected by {day}', { day }),

  // Step 4
  succeeded: 'Succeeded',
  refused: 'Not done',
  unknownRow: 'The license server does not know this license.',
  resultSummary: (succeeded: number, all: number) => say('{succeeded} of {all} succeeded', { succeeded, all }),
  activatedNow: 'Active on this PC now.',
  activatedBefore: 'It was active on this PC already.',
  movedNow: 'Moved from the account it had; active on this PC as before.',
  returnedNow: 'Returned: no longer active on this PC.',
  returnedBefore: 'It had been returned from this PC already.',
  associatedRow: (account: string) => say('Associated to {account}.', { account }),
  emergencyNow: (day: string) => say('Works on this PC until {day}, as an emergency license.', { day }),
  nextAfterEmergency: 'Have the license returned from the other PC before then; after that, activate it here.',
  notAssociated: 'Not associated to an account.',
  nextReactivate: 'To use it again: Restart, select "Activate product license", and activate it.',
  nextAssociate:
    'To associate it to your account: Restart, select Manage, change the Action to Return, and use your account with the key.',
  nextRetry: 'Rows that were not done are unchanged; follow their way out, then Restart.',
  detailsOf: (host: string) => say('License Wizard on {host}', { host }),
  detailsRow: (product: string, last5: string, status: string) =>
    say('{product} (key ending in {last5}): {status}', { product, last5, status }),
  sameCommandLabel: 'The same by command',
  sameCommand: (command: string) => say('The same by command: {command}', { command }),
  referenceLabel: 'Reference for Support',
  reference: (ids: readonly string[]) => say('Reference for Support: {ids}', { ids: ids.join(', ') }),

  // Leaving
  exitLosesNothing: 'Nothing is lost: what is done stays done, and nothing else was changed.',
  exitAfterAssociation: (products: readonly string[], account: string) =>
    say(
      '{count, plural, one {{products} stays associated to {account}.} other {{products} stay associated to {account}.}}',
      { count: products.length, products: list(products), account },
    ),
  bye: 'Closed. Start it again at any time.',

  // Errors
  code: (code: string, reference: string | null) =>
    reference === null ? say('Code {code}', { code }) : say('Code {code}, reference {reference}', { code, reference }),
  retry: (button: string) => say('Nothing you typed is lost. {button} tries again.', { button }),

  // Window
  windowShown: 'License Wizard is open already; its window is shown.',
  windowStuck: 'License Wizard is open already, but does not answer. Close it, then start it again.',

  // Keys
  keys: (enter: string, escape: string, changes: boolean) =>
    changes
      ? say('Up, Down, Tab move; Space changes; Enter = {enter}; Esc = {escape}', { enter, escape })
      : say('Up, Down, Tab move; Enter = {enter}; Esc = {escape}', { enter, escape }),
  helpKey: (label: string) => say('F1: {label}', { label }),
  moreLines: (count: number) => say('... {count} more lines', { count }),

  // Waiting
  busy: {
    start: 'Reading the licenses of this PC ...',
    open: 'Reading the licenses of this PC ...',
    repair: 'Finishing what was begun last time ...',
    'look-up': 'Asking the license server ...',
    associate: 'Associating ...',
    activate: 'Activating ...',
    manage: 'Changing ...',
    'ask-support': 'Sending ...',
    'lost-pc': 'Returning the license ...',
    emergency: 'Fetching the emergency license ...',
    'suggest-file': 'One moment ...',
    'save-request': 'Saving ...',
    load: 'Loading ...',
    'refresh-requests': 'Asking the license server ...',
    examine: 'Checking the way to the license server ...',
    'forget-server': 'Checking the way to the license server ...',
    'read-connection': 'Reading the settings of this PC ...',
    'use-connection': 'Checking the way to the license server ...',
    speak: 'One moment ...',
    reload: 'Reading the licenses of this PC ...',
  },

  // Cells
  none: '-',
  never: 'never',
  you: (name: string) => name,
  another: 'another account',
  anotherPc: 'another PC',
  earlier: 'earlier',
  thisPc: 'this PC',
  since: (where: string, date: string) => say('{where} since {date}', { where, date }),
  lastFive: (last5: string) => last5,
})
