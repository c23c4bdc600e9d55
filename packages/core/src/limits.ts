/** Every number of the product with its unit and its reason. Policies override those of {@link DEFAULT_TERMS}. */

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** Terms of a policy that names none of its own (product.md, "Default policy"). */
export const DEFAULT_TERMS = {
  /** With renewal from half-way, 15 days of lease and 14 of grace are left at worst: 29 days without a server stop nobody (I11). */
  leaseDays: 30,
  /** Two weeks of a visible countdown: a holiday of the person who must act. */
  graceDays: 14,
  /** Leases end unless the vendor sells to places that never see a network. */
  perpetualOffline: false,
  /** KB1023 2.D activates an associated license by key alone. */
  keyOnlyActivation: 'any',
  /** A PC may be lost; three in one year deserve a look by Support. */
  lostPcReturnsMax: 2,
  lostPcReturnsWindowDays: 365,
  /** Bridges the wait for Support, no longer. */
  emergencyDays: 14,
  emergencyEveryDays: 365,
  /** A decision of Support is carried out at once. */
  supportHoldHours: 0,
  /** Three days in which an owner who did not ask can say no, a weekend among them. */
  supportHoldHighRiskHours: 72,
  /** Whoever sells maintenance says so; nobody loses an update by default. */
  maintenanceDays: null,
} as const

export const LIMITS = {
  /** The share of a lease after which a host renews at the latest. */
  renewAfterShare: 0.5,
  /** Renewals are spread over this share of the lease before that, so that hosts installed together do not come together. */
  renewJitterShare: 0.1,
  /** Widest difference between two local times on Earth (UTC-12 to UTC+14): a clock set to the wrong zone still works. */
  clockToleranceMs: 26 * HOUR_MS,
  /** A clock this far off is mentioned, although it still works. */
  clockWarningMs: 10 * MINUTE_MS,
  /** How long a request made offline may travel on a stick before it is answered. */
  offlineRequestMs: 30 * DAY_MS,
  /** How long the answer to an offline request may be loaded. */
  offlineResponseMs: 30 * DAY_MS,
  /** How long a sign-in at the wizard's Step 2 lasts: a user reading every screen twice. */
  accountTokenMs: 30 * MINUTE_MS,
  /** How long the same Idempotency-Key or operation id gives the same bytes. */
  operationKeptMs: 30 * DAY_MS,
  transferDisputeMs: 14 * DAY_MS,
  /** One agent alone may return so many licenses of a key... */
  supportReturnAloneMax: 5,
  /** ...within this time, by one decision or several. */
  supportReturnAloneMs: DAY_MS,
  supportUndoMs: 14 * DAY_MS,
  /** The longest that a policy may hold a decision of Support: longer, and nobody remembers what it was about. */
  supportHoldHoursMax: 720,
  /** How long an emergency license that Support has granted waits for a PC to fetch it. */
  emergencyGrantMs: 14 * DAY_MS,
  /** When an answer to a return request is promised: the next working day. */
  requestAnswerMs: 24 * HOUR_MS,
  /** How long the link of a transfer offer works: a fortnight, as long as a holiday. */
  transferOfferMs: 14 * DAY_MS,
  /** An invitation of an owner lives as long as an offer of a license. */
  invitationMs: 14 * DAY_MS,
  /** More than a company names people for its licenses, and organizations somebody works for; answers and mails must end. */
  ownersPerOrganizationMax: 20,
  organizationsPerPersonMax: 20,
  /** Licenses that Support hands over in one step: what a person looks through in a dialog, and one transaction writes. */
  handoverLicensesMax: 1_000,
  /** How far a license's last return or transfer may lie back to count as recent. */
  recentMs: 30 * DAY_MS,
  /** A PC that was in contact so shortly before its return is asked for was hardly lost. */
  hostInContactMs: 48 * HOUR_MS,
  formRequestsPerIpPerHourMax: 10,
  offlineFilesPerIpPerHourMax: 30,
  /** A dry run of a policy looks at this much of the log: seconds of reading, not minutes. */
  dryRunEventsMax: 50_000,
  /** Results of a search are read, not leafed through: who gets more types more. */
  searchResultsPerKindMax: 5,

  /** A download link lives as long as somebody needs to click it. */
  downloadLinkMs: 15 * MINUTE_MS,
  releaseNotesCharsMax: 10_000,
  /** Longer ones cannot be saved on common file systems. */
  fileNameCharsMax: 200,
  storagePathCharsMax: 500,

  /** Deliveries of a webhook are given up after that (Standard Webhooks: retry for days, not minutes). */
  webhookRetryMs: 3 * DAY_MS,
  webhookTimeoutMs: 5 * SECOND_MS,
  webhookAnswerBytesMax: 64 * 1024,
  /** A pause before the next attempt is longer by up to this share, drawn anew each time. */
  webhookJitterShare: 0.2,
  /** An endpoint where nothing has arrived for so long is switched off: longer than a message is tried, so that none is lost by it. */
  webhookFailingMs: 5 * DAY_MS,
  /** After a rotation both secrets sign: a day to bring the new one to where it is needed. */
  webhookSecretOverlapMs: DAY_MS,
  /** Messages under way to one endpoint at a time, so that a slow one takes no more than its own. */
  webhookAtOncePerEndpointMax: 4,
  /** How much of an endpoint's answer is kept for the log. */
  webhookAnswerCharsKept: 500,
  webhooksMax: 20,
  /** The log of deliveries is for questions about them; payloads hold names and addresses, so it ends with their mails. */
  deliveriesKeptMs: 30 * DAY_MS,

  /** A signed document: a license with every feature is 2 KiB, a response with 20 of them 40. */
  documentBytesMax: 64 * 1024,
  bodyBytesMax: 64 * 1024,
  offlineFileBytesMax: 256 * 1024,
  /** Longest text that is searched for an activation key: the mail of an order, not a book. */
  pasteCharsMax: 4_000,
  /** Licenses asked for in one host request; a PC runs a handful of products. */
  rowsMax: 50,
  /** Seats of one activation key; beyond this a vendor issues several. */
  seatsMax: 1_000,
  nameCharsMax: 200,
  noteCharsMax: 2_000,
  /** A ticket may hold a whole correspondence: as much as a body carries is taken, and the beginning kept. */
  ticketTextCharsMax: 60_000,

  /** Passwords: the length alone decides (security.md; NIST SP 800-63B-4). */
  passwordCharsMin: 15,
  passwordWithSecondFactorCharsMin: 8,
  passwordCharsMax: 256,

  /** How long a password or second factor just shown lets somebody do what is dangerous. */
  stepUpMs: 5 * MINUTE_MS,
  /** A lost phone is one day; ten codes last a person for years. */
  recoveryCodes: 10,
  /** Links in mails: long enough to find the mail, too short to be found in an old mailbox. */
  resetLinkMs: 20 * MINUTE_MS,
  confirmLinkMs: DAY_MS,
  /** An invitation of a member of staff may lie over a weekend. */
  inviteLinkMs: 3 * DAY_MS,
  /** A passkey is asked for and touched within one sitting. */
  challengeMs: 5 * MINUTE_MS,
  passkeysMax: 20,
  /** A mail server that does not answer for so long is tried again later. */
  smtpTimeoutMs: 20 * SECOND_MS,
  /** Mails that were sent are kept for questions about them, then forgotten: addresses are personal data. */
  mailsKeptMs: 30 * DAY_MS,
  /** Days before its end at which an owner is told of a license's expiry. */
  expiryToldDays: [30, 14, 3],
  /** What could not be told within a day is not told: the next step is. */
  expiryToldLateMs: DAY_MS,
  /** Mails that anybody may cause to one address, so that nobody's mailbox is flooded through us. */
  mailsAskedPerAddressPerHourMax: 5,
  mailsAskedPerIpPerHourMax: 30,

  /** What a person changes by hand in the portal; beyond, it is a program that fills the log and the mailboxes of other owners. */
  changesPerPersonPerHourMax: 300,

  signInsPerAccountMax: 5,
  signInsPerAccountWindowMs: 15 * MINUTE_MS,
  signInsPerIpPerMinuteMax: 20,
  unknownKeysPerIpPerMinuteMax: 10,
  unknownKeysPerSecondMax: 50,
  activationsPerKeyPerHourMax: 10,
  renewalsPerActivationPerMinuteMax: 60,
  hashingQueueMax: 50,

  /** Components of a host's fingerprint that must still match: two may change (a disk and a network card). */
  fingerprintChangesMax: 2,

  staffSessionIdleMs: 15 * MINUTE_MS,
  staffSessionMaxMs: 8 * HOUR_MS,
  portalSessionIdleMs: 30 * MINUTE_MS,
  portalSessionMaxMs: 12 * HOUR_MS,
  apiTokenDays: 365,
} as const
