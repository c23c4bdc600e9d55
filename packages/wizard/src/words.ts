/**
 * Every word of the License Wizard's screens, in one place and made for translation: whole sentences with parameters, never
 * glued together elsewhere. The quoted ones are KB1023's own and product.md's; a test keeps them as they are.
 */

/** The command's name, as hints show it. */
export const COMMAND = 'license-wizard'

export const TITLE = 'License Wizard'

export const BUTTONS = {
  next: 'Next >',
  back: 'Back',
  cancel: 'Cancel',
  ok: 'OK',
  yes: 'Yes',
  no: 'No',
  restart: 'Restart',
  send: 'Send',
} as const

export const ACTIONS = { none: 'No change', activate: 'Activate', return: 'Return', associate: 'Associate' } as const

export const COLUMNS = {
  product: 'Product',
  edition: 'Edition',
  key: 'Key',
  associatedTo: 'Associated to',
  activatedOn: 'Activated on',
  expires: 'Expires',
  action: 'Action',
  status: 'Status',
  note: 'Note',
} as const

export const FIELDS = {
  activate: 'Activate product license',
  manage: 'Manage',
  account: 'Use my account',
  username: 'Username',
  password: 'Password',
  hasKey: 'I also have an Activation Key',
  keyOnly: 'Use my Activation Key',
  key: 'Activation Key',
  email: 'Your e-mail address',
  message: 'Message',
} as const

export const WAYS_OUT = {
  'return-there': 'Return it there',
  'lost-pc': 'I no longer have that PC',
  'ask-support': 'Ask Support',
} as const

export const REASONS = {
  'lost-pc': 'The PC is lost',
  'dead-pc': 'The PC is broken',
  reinstall: 'The PC was installed anew',
  'hardware-change': 'Parts of the PC were changed',
  'account-transfer': 'The license is to move to another account',
} as const

export const TITLES = {
  start: 'What do you want to do?',
  credentials: 'Show that the licenses are yours',
  licenses: 'Choose an Action for each license',
  confirmation: 'Click OK to change',
  manage: 'Choose an Action for each license on this PC',
  result: 'Status',
  'way-out': 'Active on another PC',
  'return-there': 'Return it there',
  support: 'Ask Support to return the license',
  'support-sent': 'Support has your request',
  exit: 'Do you want to exit?',
} as const

export const STEP_STATES = { done: 'Done', current: 'Current' } as const

export const w = {
  stepTitle: (step: number, of: number, state: string, title: string) => `Step ${step} of ${of} (${state}): ${title}`,
  firstStep: 'This is the first step.',
  alreadyDone: 'It is done already; Restart starts from the beginning.',

  // What this PC holds
  holdsNothing: (host: string) => `This PC (${host}) holds no licenses yet.`,
  holds: (host: string, licenses: readonly string[]) =>
    `This PC (${host}) holds ${count(licenses.length, 'license', 'licenses')}: ${list(licenses)}.`,
  held: (product: string, state: string) => `${product} (${state})`,
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
    `Finished what was begun last time: ${what} ${list(products)}.`.replace(' .', '.'),
  repairUndone: (what: string, products: readonly string[]) =>
    `What was begun last time had not happened and is undone: ${what} ${list(products)}.`.replace(' .', '.'),
  repaired: {
    activate: 'Activate',
    return: 'Return',
    associate: 'Associate',
    renew: 'renewing',
    fetch: 'fetching',
    'support-request': 'the request to Support',
  },
  repairPending: 'Something begun last time could not be finished yet; it is tried again at the next start.',

  // Step 2
  keyIsFor: (last5: string, products: readonly string[]) => `The key ending in ${last5} is for ${list(products)}.`,
  keyShowsNothing: (last5: string) => `The key ending in ${last5} shows no licenses.`,
  keyMistyped: (group: number, symbol: string) => `Did you mean ${symbol} in group ${group}?`,
  useSuggestion: (key: string) => `Use ${key}`,
  nextSignsIn: 'Next > signs in and shows your licenses; nothing is changed yet.',
  nextLooksUp: 'Next > looks up the key and says which licenses it will associate, before it does.',
  nextNames: 'Next > looks up the key and shows its licenses; nothing is changed yet.',
  nextShows: 'Next > shows the licenses; nothing is changed yet.',
  nextAssociates: (products: readonly string[], account: string) =>
    `Next > will associate ${count(products.length, 'license', 'licenses')} to ${account}: ${list(products)}; this stays even if you cancel.`,
  nextAssociatesNothing: (account: string) => `Next > associates nothing new to ${account}; it shows the licenses.`,
  nextLooksUpManaged: 'Next > looks up the licenses and says what will happen to each, before it does.',
  nextWillDo: 'Next > will do this:',
  willReturn: (product: string) => `${product}: stops working on this PC and is free to be activated elsewhere.`,
  willReturnOwned: (product: string, account: string) =>
    `${product}: stops working on this PC; it stays associated to ${account}.`,
  willReturnOthers: (product: string) =>
    `${product}: stops working on this PC; it stays associated to the account it has.`,
  willReturnAssociate: (product: string, account: string) =>
    `${product}: stops working on this PC and is associated to ${account}.`,
  willTransfer: (product: string, account: string) =>
    `${product}: stops working on this PC and moves from the account it has to ${account}; its owner is told.`,
  willAssociate: (product: string, account: string) => `${product}: is associated to ${account}.`,
  willRefuse: (product: string, why: string) => `${product}: will be refused. ${why}`,
  alreadyYours: (product: string, account: string) => `${product}: is associated to ${account} already.`,
  willNotAssociate: (product: string, why: string) => `${product} will not be associated: ${why}`,
  chosen: (action: 'return' | 'associate', product: string) => `${ACTIONS[action]} ${product}`,
  associateNeedsBoth: 'To associate, select "Use my account" and check "I also have an Activation Key".',

  // Step 3
  associatedNow: (products: readonly string[], account: string) =>
    `Associated to ${account}: ${list(products)}. This is done already and stays even if you cancel.`,
  associatedBefore: (account: string) =>
    `Nothing had to be associated to ${account}: it was done before, or see below.`,
  noLicenses: (account: string) =>
    `${account} has no licenses. If you have an Activation Key, go Back and check "I also have an Activation Key".`,
  noLicensesHere: 'There are no licenses on this PC. Go Back and select "Activate product license".',
  associatedAlready: (account: string) =>
    `It is associated to ${account}. To move it to another account, choose Return, and use that account with the key.`,
  nothingChosen: (action: string) => `Nothing is chosen: change the Action of a license to ${action}, or click Cancel.`,
  notPossible: (action: string, why: string) => `${action} is not possible: ${why}`,
  activeHere: 'It is active on this PC already.',
  seats: (free: number, total: number) => `${free} of ${total} licenses of this key are free.`,
  whatNow: (host: string | null) => (host === null ? 'What can I do?' : `What can I do about ${host}?`),
  willActivate: (product: string, host: string) => `${product}: will be activated on this PC (${host}).`,
  willActivateOthers: (product: string, host: string) =>
    `${product}: will be activated on this PC (${host}); the account it is associated to is told.`,
  clickOk: 'Click OK to change. Nothing is changed before.',

  confirmed: 'OK',

  // Ways out
  elsewhere: (product: string, host: string, since: string) => `${product} is active on ${host} since ${since}.`,
  allTaken: (product: string) => `All licenses of this key for ${product} are active on other PCs.`,
  returnThere: (host: string): readonly string[] => [
    `1. On ${host}, start the License Wizard and select "Manage".`,
    '2. Change the Action of the license to Return and click Next >.',
    '3. Enter the same account or key, click Next >, and wait for the Status "Succeeded".',
    '4. Come back here and click Next >: the licenses are looked up again.',
  ],
  supportExplains: 'Support returns the license for you. You are told by mail, then you can activate it here.',
  supportMessage: (product: string, last5: string, host: string, here: string) =>
    `License transfer: please return ${product} (key ending in ${last5}), active on ${host}, which I can no longer use. I want to activate it on ${here}.`,
  supportNeedsEmail: 'An e-mail address is needed, so that Support can answer.',
  supportSent: (id: string, email: string) => `Your request ${id} is in Support's queue. The answer goes to ${email}.`,
  supportSummary: 'Request sent to Support',
  supportThen:
    'After Support has returned the license: start here again, select "Activate product license", and activate it.',
  changesNothing: 'Next > changes nothing.',

  // Step 4
  succeeded: 'Succeeded',
  refused: 'Not done',
  unknownRow: 'The license server does not know this license.',
  resultSummary: (succeeded: number, all: number) => `${succeeded} of ${all} succeeded`,
  activatedNow: 'Active on this PC now.',
  activatedBefore: 'It was active on this PC already.',
  returnedNow: 'Returned: no longer active on this PC.',
  returnedBefore: 'It had been returned from this PC already.',
  associatedRow: (account: string) => `Associated to ${account}.`,
  notAssociated: 'Not associated to an account.',
  nextRestart: 'Restart: start from the beginning.',
  nextReactivate: 'To use it again: Restart, select "Activate product license", and activate it.',
  nextAssociate:
    'To associate it to your account: Restart, select Manage, change the Action to Return, and use your account with the key.',
  nextRetry: 'Rows that were not done are unchanged; follow their way out, then Restart.',
  sameCommand: (command: string) => `The same by command: ${command}`,
  reference: (ids: readonly string[]) => `Reference for Support: ${ids.join(', ')}`,

  // Leaving
  exitLosesNothing: 'Nothing is lost: what is done stays done, and nothing else was changed.',
  exitAfterAssociation: (products: readonly string[], account: string) =>
    `${list(products)} stay${products.length === 1 ? 's' : ''} associated to ${account}.`,
  bye: 'Closed. Start it again at any time.',

  // Errors
  code: (code: string, reference: string | null) =>
    reference === null ? `Code ${code}` : `Code ${code}, reference ${reference}`,
  retry: (button: string) => `Nothing you typed is lost. ${button} tries again.`,

  // Keys
  keys: (enter: string, escape: string, changes: boolean) =>
    changes
      ? `Up, Down, Tab move; Space changes; Enter = ${enter}; Esc = ${escape}`
      : `Up, Down, Tab move; Enter = ${enter}; Esc = ${escape}`,
  moreLines: (n: number) => `... ${n} more lines`,

  // Waiting
  busy: {
    start: 'Reading the licenses of this PC ...',
    repair: 'Finishing what was begun last time ...',
    'look-up': 'Asking the license server ...',
    associate: 'Associating ...',
    activate: 'Activating ...',
    manage: 'Changing ...',
    'ask-support': 'Sending ...',
    reload: 'Reading the licenses of this PC ...',
  },
  interrupted: `Interrupted. The next start of ${COMMAND} finishes or undoes what was begun.`,

  // Cells
  none: '-',
  never: 'never',
  you: (name: string) => name,
  another: 'another account',
  anotherPc: 'another PC',
  earlier: 'earlier',
  thisPc: 'this PC',
  since: (where: string, date: string) => `${where} since ${date}`,
  lastFive: (last5: string) => last5,
} as const

/** Words of the commands' answers. */
export const c = {
  actions: { ...ACTIONS, renew: 'Renew', fetch: 'Fetch' },
  done: {
    activate: w.activatedNow,
    return: w.returnedNow,
    associate: '',
    renew: 'Lease renewed.',
    fetch: 'License file written again.',
  },
  planned: 'Would succeed',
  changesNothingYet: 'Nothing stands in the way.',
  alreadySo: 'It was so already.',
  dryRun: 'Dry run: nothing was changed.',
  nothingToDo: 'There is nothing to do.',
  notAllDone: 'Not everything was done: see Status.',
  noneListed: 'No licenses are shown for this.',
  activation: { legal: 'can be activated', already: 'active on this PC', refused: 'cannot be activated now' },
  pending: (n: number) =>
    n === 0
      ? 'Nothing begun is unfinished.'
      : `${count(n, 'operation is', 'operations are')} unfinished: "${COMMAND} repair" finishes or undoes ${n === 1 ? 'it' : 'them'}.`,
  nothingToRepair: 'Nothing had to be repaired.',
  wouldAsk: (products: string) => `Support would be asked to return ${products}, with this message:`,
  transferExplains: (products: string, account: string) =>
    `${products}: will be returned, moved to ${account}, and activated on this PC again. The account it is associated to now is told.`,
  transferAsks: 'Click OK to change. OK?',
  serverForgotten: 'The server this PC trusted is forgotten.',
  allWell: 'All is well.',
  check: 'Check',
  checks: {
    store: 'Folder of licenses',
    files: 'License files',
    dns: 'Server name',
    proxy: 'Proxy',
    connection: 'Connection',
    tls: 'Certificate',
    server: 'License server',
    clock: 'Clock',
    journal: 'Unfinished work',
  },
  checkStates: { passed: 'passed', warned: 'warning', failed: 'failed', skipped: 'not checked' },
} as const

/** Words of the commands' help and usage errors. */
export const h = {
  description: `Activates, returns, associates and moves the licenses of this PC. Without a command: the License Wizard with its screens.`,
  commands: {
    list: 'show the licenses on this PC (without network), or with a proof those that the server shows',
    activate: 'activate licenses on this PC',
    return: 'return licenses of this PC; with account and key also associate them to the account',
    associate: 'associate the licenses of an Activation Key to an account',
    transfer: 'move licenses of this PC to an account: return, associate and activate again in one pass',
    'support-request': 'ask Support to return licenses whose PC is gone',
    renew: 'renew the leases that are due',
    fetch: 'fetch the current license files once more',
    repair: 'finish or undo what was begun, and replace damaged license files',
    doctor: 'check everything on the way to the license server, and give one verdict',
  },
  server: 'license server (or LATCHKEY_SERVER)',
  store: 'folder of the licenses (or LATCHKEY_STORE)',
  ca: 'PEM file with a certificate authority of your own (or LATCHKEY_CA)',
  json: 'answer as JSON',
  dryRun: 'say what would happen, change nothing',
  account: 'username of the Software Download account; the password is asked for',
  passwordStdin: 'read the password from standard input (or LATCHKEY_PASSWORD)',
  keyStdin: 'read the Activation Key from standard input, after the password (or LATCHKEY_KEY)',
  licenseListed: 'only this license, by its id or product; may be repeated',
  licenseHere: 'this license of this PC, by its id or product; may be repeated',
  all: 'all licenses on this PC',
  renewAll: 'all licenses on this PC, due or not',
  yes: 'do not ask before changing',
  reason: 'lost-pc, dead-pc, reinstall, hardware-change or account-transfer',
  email: 'where Support answers',
  message: 'what Support should know; written for you if left out',
  forgetServer: 'forget the server this PC trusts, for one that was set up anew',
  exitCodes: `
Exit codes: 0 done, 1 a defect of this program, 2 wrong usage, others are the
refusal's own; with several rows refused, the first one's. With --json the
answer is one object on standard output (packages/wizard/README.md).`,
  helpAfterError: `(add --help for help)`,
  needsTerminal: `the screens need a terminal. Commands do not: see "${COMMAND} --help".`,
  noKeyArgument:
    'a key among the arguments is seen by everybody on this PC. Use --key-stdin, LATCHKEY_KEY, or wait to be asked.',
  noPasswordArgument:
    'a password among the arguments is seen by everybody on this PC. Use --password-stdin, LATCHKEY_PASSWORD, or wait to be asked.',
  needsAccount: 'this needs --account <username> and an Activation Key.',
  needsPassword: 'the password is missing: use --password-stdin or LATCHKEY_PASSWORD.',
  needsKey: 'the Activation Key is missing: use --key-stdin or LATCHKEY_KEY, or --account <username>.',
  needsYes: 'nobody can be asked here: add --yes, or --dry-run to see what would happen.',
  needsEmail: 'an e-mail address is needed, so that Support can answer: --email <address>.',
  unknownCommand: (name: string) => `there is no command "${name}". See "${COMMAND} --help".`,
  unknownLicense: (name: string, known: readonly string[]) =>
    known.length === 0 ? `there is no license "${name}".` : `there is no license "${name}" here, but: ${list(known)}.`,
  whichLicense: (known: readonly string[]) => `name what is meant with --license (${list(known)}), or add --all.`,
  unknownReason: (name: string, known: readonly string[]) => `"${name}" is no reason; known are: ${list(known)}.`,
} as const

/** "Commissioning Tool, IzoT Net Server and OpenLNS Server" */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

/** "1 license", "2 licenses" */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}
