import type { Finding } from '@latchkey/host/engine'
import { list, say, spoken } from './language.ts'
import { COMMAND } from './words.ts'

/** Words of the commands' answers. */
export const c = spoken({
  actions: {
    none: 'No change',
    activate: 'Activate',
    return: 'Return',
    associate: 'Associate',
    transfer: 'Move',
    emergency: 'Emergency',
    lostPc: 'Return without its PC',
    renew: 'Renew',
    fetch: 'Fetch',
  },
  done: {
    activate: 'Active on this PC now.',
    return: 'Returned: no longer active on this PC.',
    transfer: 'Moved from the account it had; active on this PC as before.',
    emergency: 'May be used on this PC now: an emergency license.',
    lostPc: 'Returned: it can be activated on another PC now.',
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
  pending: (count: number) =>
    say(
      '{count, plural, =0 {Nothing begun is unfinished.} one {# operation is unfinished: "{command}" finishes or undoes it.} other {# operations are unfinished: "{command}" finishes or undoes them.}}',
      { count, command: `${COMMAND} repair` },
    ),
  nothingToRepair: 'Nothing had to be repaired.',
  wouldAsk: (products: readonly string[]) =>
    say('Support would be asked to return {products}, with this message:', { products: list(products) }),
  until: (day: string) => say('Until {day}.', { day }),
  transferExplains: (products: readonly string[], account: string) =>
    say('{products}: will move to {account} and stay active on this PC. The account it is associated to now is told.', {
      products: list(products),
      account,
    }),
  transferAsks: 'Click OK to change. OK?',
  requestSaved: (path: string) => say('Saved: {path}.', { path }),
  returnSaved: (products: readonly string[], path: string) =>
    say('{products}: given back, and no longer used on this PC. Saved: {path}.', { products: list(products), path }),
  carryIt:
    'Carry the file to a PC with network and choose it on the page /offline of the license server, or send it to Support. Load the response here within 30 days: "license-wizard import".',
  keysLoaded: (issuer: string) => say('This PC now trusts the keys of {issuer}.', { issuer }),
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
})

const scopes = spoken({ machine: 'for every user of this PC', user: 'for this user only', chosen: 'as chosen' })

/** What a check of the doctor has found. */
export function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case 'in-container':
      return say('This PC is a {container} container: keep {path} on a volume, or its licenses go with it.', finding)
    case 'stored':
      return say('Licenses lie in {path} ({scope}).', { path: finding.path, scope: scopes[finding.scope] })
    case 'files-sound':
      return say('{count, plural, one {# license file, sound.} other {# license files, all of them sound.}}', finding)
    case 'unfinished':
      return c.pending(finding.count)
    case 'resolved':
      return say('{host} is {address}.', finding)
    case 'server-trusted':
      return say('Latchkey {version}, {issuer}; its keys are signed by the trusted root.', finding)
    case 'no-proxy':
      return say('No proxy is used.')
    case 'proxy-passes':
      return say('{host} lets requests through.', finding)
    case 'answers':
      return say('{host} answers.', finding)
    case 'reached':
      return say('Reached.')
    case 'not-reached':
      return say('Not reached.')
    case 'certificate-trusted':
      return say('The certificate is trusted on this PC.')
    case 'not-https':
      return say('The address is not https: passwords travel unprotected.')
    case 'server-here':
      return say('Not needed: the server is on this PC.')
    case 'clock-off':
      return say('The clock of this PC is {minutes} minutes off.', finding)
    case 'clock-agrees':
      return say('The clock of this PC agrees with the server.')
  }
}

/** Words of the commands' help and usage errors. */
export const h = spoken({
  description:
    'Activates, returns, associates and moves the licenses of this PC. Without a command: the License Wizard with its screens.',
  commands: {
    list: 'show the licenses on this PC (without network), or with a proof those that the server shows',
    activate: 'activate licenses on this PC',
    return: 'return licenses of this PC; with account and key also associate them to the account',
    associate: 'associate the licenses of an Activation Key to an account',
    transfer: 'move licenses of this PC to an account in one pass; they stay active here',
    emergency: 'go on at once with licenses that are in use on a PC you no longer have: an emergency license',
    'lost-pc': 'return licenses of your account whose PC is gone, as often as your vendor allows without Support',
    'support-request': 'ask Support to return licenses whose PC is gone',
    request: 'without network: save what this PC asks for as a file to carry; with --return, licenses given back',
    import: 'load the response to such a file, or the keys of a server that this PC cannot reach',
    renew: 'renew the leases that are due',
    fetch: 'fetch the current license files once more',
    repair: 'finish or undo what was begun, and replace damaged license files',
    doctor: 'check everything on the way to the license server, and give one verdict',
  },
  server: 'license server (or LATCHKEY_SERVER)',
  store: 'folder of the licenses (or LATCHKEY_STORE)',
  ca: 'PEM file with a certificate authority of your own (or LATCHKEY_CA)',
  language: (tags: string) => say('language to speak: {tags} (or LATCHKEY_LANGUAGE)', { tags }),
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
  reason: 'lost-pc (if left out), dead-pc, reinstall, hardware-change or account-transfer',
  lostPcReason: 'lost-pc (if left out), dead-pc, reinstall or hardware-change',
  email: 'where Support answers',
  message: 'what Support should know; written for you if left out',
  forgetServer: 'forget the server this PC trusts, for one that was set up anew',
  file: 'where the file goes: .lkreq, of a return .lkret',
  returnByFile: 'give licenses of this PC back: they stop working here at once',
  again: 'write the file of a request that waits for its response once more',
  responseFile: 'the response file, or the keys of the server',
  needsFile: 'say where the file goes: --file <path>.',
  keyOnly: 'without network nobody can sign in: show the Activation Key only.',
  fileThere: (name: string) => say('{name} is there already; name another file.', { name }),
  exitCodes:
    "Exit codes: 0 done, 1 a defect of this program, 2 wrong usage, others are the refusal's own; with several rows refused, the first one's. With --json the answer is one object on standard output (packages/wizard/README.md).",
  helpAfterError: '(add --help for help)',
  terminal: 'use the terminal, also where a window could be opened',
  printUrl: 'print the address of the window instead of opening it; it works once, on this PC',
  noWindow: 'no browser could be opened for the window, and there is no terminal.',
  needsTerminal: () =>
    say('the screens need a terminal. Commands do not: see "{command}".', { command: `${COMMAND} --help` }),
  noKeyArgument:
    'a key among the arguments is seen by everybody on this PC. Use --key-stdin, LATCHKEY_KEY, or wait to be asked.',
  noPasswordArgument:
    'a password among the arguments is seen by everybody on this PC. Use --password-stdin, LATCHKEY_PASSWORD, or wait to be asked.',
  needsAccount: 'this needs --account <username> and an Activation Key.',
  needsPassword: 'the password is missing: use --password-stdin or LATCHKEY_PASSWORD.',
  needsKey: 'the Activation Key is missing: use --key-stdin or LATCHKEY_KEY, or --account <username>.',
  needsYes: 'nobody can be asked here: add --yes, or --dry-run to see what would happen.',
  needsEmail: 'an e-mail address is needed, so that Support can answer: --email <address>.',
  unknownCommand: (name: string) =>
    say('there is no command "{name}". See "{command}".', { name, command: `${COMMAND} --help` }),
  unknownLicense: (name: string, known: readonly string[]) =>
    known.length === 0
      ? say('there is no license "{name}".', { name })
      : say('there is no license "{name}" here, but: {known}.', { name, known: list(known) }),
  whichLicense: (known: readonly string[]) =>
    say('name what is meant with --license ({known}), or add --all.', { known: list(known) }),
  unknownReason: (name: string, known: readonly string[]) =>
    say('"{name}" is no reason; known are: {known}.', { name, known: list(known) }),
  unknownLanguage: (name: string, known: readonly string[]) =>
    say('"{name}" is no language spoken here; known are: {known}.', { name, known: list(known) }),
  unknownOption: (name: string) => say('there is no option "{name}".', { name }),
  needsValue: (name: string) => say('the option "{name}" needs a value.', { name }),
  tooManyArguments: 'there are too many arguments.',
  titles: { 'Usage:': 'Usage:', 'Options:': 'Options:', 'Commands:': 'Commands:', 'Arguments:': 'Arguments:' },
  version: 'show the version',
  help: 'show this help',
  helpCommand: 'show the help of a command',
})
