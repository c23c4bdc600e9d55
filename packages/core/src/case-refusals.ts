/** The refusals of cases, transfers and mail links. Part of the table in refusals.ts, which checks their form. */
export const CASE_REFUSALS = {
  KEY_REPLACED: {
    sentence: 'This Activation Key was replaced by a new one.',
    cause:
      'The vendor has replaced it, most likely because it had become known to others. PCs it has activated go on working.',
    wayOut:
      'Use the new key, which was sent to the owner of the licenses; if you have none, ask Support and name the last five characters of this one{ keyLast5|}.',
    httpStatus: 410,
    exitCode: 82,
  },
  EMERGENCY_LIMIT: {
    sentence: 'No emergency license is left before {until|a later day}.',
    cause: 'An emergency license bridges the wait for Support, and the vendor limits how often.',
    wayOut: 'Ask Support to return the license, or wait until {until|that day}.',
    httpStatus: 409,
    exitCode: 57,
  },
  UNDO_TOO_LATE: {
    sentence: 'This can no longer be undone.',
    cause:
      'What Support has done is undone within 14 days, and only while nobody has activated or taken over the license since.',
    wayOut: 'Look at the history of the license; whoever holds it now must return it or give it back first.',
    httpStatus: 409,
    exitCode: 58,
  },
  DECISION_PENDING: {
    sentence: 'A decision on this case is waiting already.',
    cause: 'It was made before yours and waits: for a second agent, or for the end of the hold.',
    wayOut: 'Look at the case again; approve that decision, or cancel it first.',
    httpStatus: 409,
    exitCode: 59,
  },
  TRANSFER_TO_SELF: {
    sentence: 'You cannot transfer a license to yourself.',
    cause: 'The other side of the transfer is the account that made the offer.',
    wayOut: 'Offer it to the e-mail address of another person, or sign in as the one it was offered to.',
    httpStatus: 409,
    exitCode: 68,
  },
  TRANSFER_PENDING: {
    sentence: 'This license is part of a transfer already.',
    cause: 'It is offered to somebody, or a transfer of it is disputed.',
    wayOut: 'Withdraw that offer first, or wait until the dispute is settled.',
    httpStatus: 409,
    exitCode: 69,
  },
  DISPUTE_TOO_LATE: {
    sentence: 'This transfer can no longer be disputed.',
    cause: 'A transfer is disputed within 14 days after it was accepted.',
    wayOut: 'Ask Support.',
    httpStatus: 409,
    exitCode: 70,
  },
  LINK_UNKNOWN: {
    sentence: 'This link is not known here.',
    cause: 'It was cut short on its way, or what it stood for was withdrawn.',
    wayOut: 'Open the link of the mail once more, whole; if it fails again, ask for a new one.',
    httpStatus: 404,
    exitCode: 71,
  },
  LINK_USED: {
    sentence: 'This link was used already.',
    cause: 'A link works once.',
    wayOut: 'Sign in and look: what it was for has happened.',
    httpStatus: 409,
    exitCode: 72,
  },
  LINK_EXPIRED: {
    sentence: 'This link has expired.',
    cause: 'For safety, links of a mail work for a limited time.',
    wayOut: 'Ask for a new one.',
    httpStatus: 410,
    exitCode: 73,
  },
} as const
