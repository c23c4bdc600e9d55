import { spoken } from './language.ts'

/** What stands on controls and above tables: titles, buttons, fields, columns. The sentences are in words.ts. */

export const TITLES = spoken({
  wizard: 'License Wizard',
  shut: 'The licenses of this PC cannot be opened',
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
  'lost-pc': 'I no longer have that PC',
  emergency: 'Go on at once with an emergency license',
  'save-request': 'Save a request file',
  'save-return': 'Save a return file',
  offline: 'Load a file of the license server',
  requests: 'Your requests to Support',
  help: 'Help and settings',
  doctor: 'The way to the license server',
  connection: 'Server, proxy and certificates',
  language: 'Language',
  exit: 'Do you want to exit?',
})

export const BUTTONS = spoken({
  next: 'Next >',
  back: 'Back',
  cancel: 'Cancel',
  ok: 'OK',
  yes: 'Yes',
  no: 'No',
  restart: 'Restart',
  again: 'Try again',
  send: 'Send',
  refresh: 'Look again',
  save: 'Save',
  load: 'Load',
  'save-request': 'This PC has no network',
  offline: 'Load the keys',
})

export const ACTIONS = spoken({
  none: 'No change',
  activate: 'Activate',
  return: 'Return',
  associate: 'Associate',
  transfer: 'Move to another account',
})

export const COLUMNS = spoken({
  product: 'Product',
  edition: 'Edition',
  key: 'Key',
  associatedTo: 'Associated to',
  activatedOn: 'Activated on',
  expires: 'Expires',
  action: 'Action',
  status: 'Status',
  note: 'Note',
})

export const FIELDS = spoken({
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
  server: 'Address of the license server',
  address: 'Address of the proxy',
  caFile: 'File with certificates (PEM)',
  file: 'Save as',
  response: 'File to load',
})

export const WAYS_OUT = spoken({
  'return-there': 'Return it there',
  'lost-pc': 'I no longer have that PC',
  emergency: 'Go on at once with an emergency license',
  'ask-support': 'Ask Support',
})

export const REASONS = spoken({
  'lost-pc': 'The PC is lost',
  'dead-pc': 'The PC is broken',
  reinstall: 'The PC was installed anew',
  'hardware-change': 'Parts of the PC were changed',
  'account-transfer': 'The license is to move to another account',
})

/** What "Help and settings" leads to. */
export const HELP = spoken({
  doctor: 'Check the way to the license server',
  connection: 'Server, proxy and certificates',
  language: 'Language',
})

export const PROXIES = spoken({
  system: 'Use the proxy of this PC',
  none: 'Use no proxy',
  manual: 'Use this proxy',
})

/** What each step is about. */
export const STEP_NAMES = spoken({
  task: 'Task',
  credentials: 'Credentials',
  licenses: 'Licenses',
  status: 'Status',
})

export const STEP_STATES = spoken({ done: 'Done', current: 'Current' })
