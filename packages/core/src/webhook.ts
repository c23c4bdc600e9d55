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
  'return-request.decision-cancelled',
  'return-request.objected',
  'return-request.closed',
  'return-request.reopened',
  'transfer.offered',
  'transfer.accepted',
  'transfer.withdrawn',
  'transfer.disputed',
  'transfer.settled',
  'handover.decided',
  'handover.done',
  'handover.cancelled',
  'handover.objected',
  'handover.undone',
  'webhook.test',
] as const

export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number]

/** What the log calls it, and what others are told. What is not here (renewals, sign-ins, the house's own) is nobody else's. */
const TOPIC_BY_EVENT: Readonly<Record<string, WebhookTopic>> = {
  associated: 'license.associated',
  transferred: 'license.transferred',
  released: 'license.released',
  activated: 'license.activated',
  returned: 'license.returned',
  'emergency-issued': 'license.emergency-issued',
  'standing-set': 'license.standing-set',
  'expiry-set': 'license.expiry-set',
  'stale-host-seen': 'license.stale-host-seen',
  issued: 'key.issued',
  'key-rotated': 'key.rotated',
  'return-requested': 'return-request.opened',
  'return-request-commented': 'return-request.commented',
  'return-request-waits': 'return-request.decided',
  'return-request-decided': 'return-request.decided',
  'return-request-cancelled': 'return-request.decision-cancelled',
  'return-request-objected': 'return-request.objected',
  'return-request-returned': 'return-request.closed',
  'return-request-refused': 'return-request.closed',
  'return-request-withdrawn': 'return-request.closed',
  'return-request-reopened': 'return-request.reopened',
  'transfer-offered': 'transfer.offered',
  'transfer-accepted': 'transfer.accepted',
  'transfer-withdrawn': 'transfer.withdrawn',
  'transfer-disputed': 'transfer.disputed',
  'transfer-settled': 'transfer.settled',
  'handover-waits': 'handover.decided',
  'handover-done': 'handover.done',
  'handover-cancelled': 'handover.cancelled',
  'handover-objected': 'handover.objected',
  'handover-undone': 'handover.undone',
}

/** The topic an event of the log is told under; null for one that nobody outside is told of. */
export function topicOf(type: string, facts: Readonly<Record<string, unknown>>): WebhookTopic | null {
  if (type === 'activated' && facts['undo'] === true) return 'license.return-undone'
  return Object.hasOwn(TOPIC_BY_EVENT, type) ? (TOPIC_BY_EVENT[type] ?? null) : null
}
