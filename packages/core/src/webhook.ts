/** What a vendor's own systems are told of; the type of a message by Standard Webhooks. Public: added, never renamed. */
export const WEBHOOK_TOPICS = [
  'license.associated',
  'license.transferred',
  'license.released',
  'license.activated',
  'license.returned',
  'license.return-undone',
  'license.emergency-issued',
  'license.standing-set',
  'license.expiry-set',
  'license.stale-host-seen',
  'key.issued',
  'key.rotated',
  'return-request.opened',
  'return-request.commented',
  'return-request.decided',
  'return-request.closed',
  'return-request.reopened',
  'transfer.offered',
  'transfer.accepted',
  'transfer.withdrawn',
  'transfer.disputed',
  'transfer.settled',
  'webhook.test',
] as const

export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number]
