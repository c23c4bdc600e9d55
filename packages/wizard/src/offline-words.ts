import { list, say, spoken } from './language.ts'

/** What the screens say of emergency licenses, and of what goes by file. */
export const o = spoken({
  emergencyWill: (product: string, host: string) =>
    say('{product}: works on this PC at once, beside {host}, which keeps the license.', { product, host }),
  emergencyTerms: (days: number, everyDays: number) =>
    say(
      'It works for {days, plural, one {# day} other {# days}}; it can be had once in {everyDays, plural, one {# day} other {# days}} per license.',
      { days, everyDays },
    ),
  emergencyThen: 'Use the time to have the license returned: by you, or by Support. Then activate it here.',

  // Without network, by file
  byFileOffer:
    'If this PC has no network: save a request file, have it answered on another PC, and load the response here.',
  byFileReturnOnly: (action: string) =>
    say('Without network only {action} can be done: change the Action of a license to it.', { action }),
  keyAlone: 'Without network nobody can sign in: the Activation Key is the only proof.',
  keysFirst:
    'This PC does not know its license server yet. Download its keys on a PC with network, from the page /offline of the license server, and load them here; then save again.',
  saveActivates: 'The file asks to activate on this PC everything that the key is for. The key in it is encrypted.',
  saveChangesNothing: 'Nothing is changed on this PC before the response is loaded.',
  saveReturns: (product: string) =>
    say('{product}: with Save it stops working on this PC, for good; the file gives it back.', { product }),
  fileIsThere: (path: string) => say('{path} is there already and is not written over. Choose another name.', { path }),
  fileCannotBeWritten: (folder: string) =>
    say(
      'The file cannot be written to {folder}: this user may not write there, or the disk is full. Choose another folder; nothing you typed is lost.',
      { folder },
    ),
  savedRequest: 'The request is saved.',
  savedReturn: (products: readonly string[]) =>
    say('{products}: given back, and no longer used on this PC. The file is saved.', { products: list(products) }),
  savedAs: 'Saved as',
  carryThere:
    '1. Carry the file to a PC with network, and choose it on the page /offline of the license server, or send it to Support.',
  carryBack: '2. Carry the response back, and load it here within 30 days.',
  nothingWaits: 'This PC waits for no response. Keys of a license server are loaded here too.',
  loadChangesNothing: 'A file that is refused changes nothing.',
  keysLoaded: (issuer: string) => say('This PC now trusts the keys of {issuer}.', { issuer }),
  waitingWhat: 'Request',
  waitsForResponse: 'Waits for its response',
  waitsSince: (what: string, day: string) =>
    say('Saved as a file and waiting for its response since {day}: {what}', { what, day }),
  saveAgain: (what: string) => say('Save again: {what}', { what }),
  loadResponse: 'Load the response, or save the request again',
})
