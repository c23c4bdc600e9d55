import type { AnswerOf } from '@latchkey/contract/operations'
import type { DeliveryId, EpochMs, EventId, WebhookId } from '@latchkey/core/ids'
import type { WebhookTopic } from '@latchkey/core/webhook'
import type { DeliveryStanding, SwitchOffReason } from '@latchkey/core/webhook-delivery'
import type { PageAsked, PageOf } from './store.ts'

/** Commands about webhooks. The address was judged before: a transaction waits for no name server. */
export interface WebhookCommandBodies {
  'create-webhook': { readonly id: WebhookId } & WebhookChanges
  'put-webhook': { readonly id: WebhookId } & WebhookChanges
  'rotate-webhook-secret': { readonly id: WebhookId }
  'delete-webhook': { readonly id: WebhookId }
  'test-webhook': { readonly id: WebhookId; readonly delivery: DeliveryId }
  'replay-delivery': { readonly id: DeliveryId }
  /** Done by the server itself. */
  'switch-off-webhook': { readonly id: WebhookId; readonly because: SwitchOffReason }
}

export interface WebhookChanges {
  readonly url: string
  readonly topics: readonly WebhookTopic[]
  readonly description: string
  readonly enabled: boolean
}

export type WebhookView = AnswerOf<'putWebhook'>
export type DeliveryView = AnswerOf<'replayDelivery'>

/** Which secret is meant: secrets are derived from id and version, and stored nowhere. */
export interface SecretOf {
  readonly webhook: WebhookView
  readonly secretVersion: number
}

export interface WebhookCommandAnswers {
  'create-webhook': SecretOf
  'put-webhook': WebhookView
  'rotate-webhook-secret': SecretOf
  'delete-webhook': null
  'test-webhook': DeliveryView
  'replay-delivery': DeliveryView
  'switch-off-webhook': null
}

export type WebhookRefusal = 'NOT_FOUND' | 'ALREADY_EXISTS' | 'TOO_MANY'

/** A message that is due, as the job that sends it needs it. */
export interface DueDelivery {
  readonly id: DeliveryId
  readonly url: string
  /** The body, to the byte, as it was written with the event. */
  readonly payload: string
  readonly attempts: number
  readonly giveUpAt: EpochMs
}

/** An endpoint with messages that are due. */
export interface DueWebhook {
  readonly id: WebhookId
  readonly secretVersion: number
  /** Until when the secret before signs, too; null if there is none. */
  readonly oldSecretUntil: EpochMs | null
}

/** What an attempt to deliver a message has shown. */
export interface AttemptSeen {
  readonly standing: DeliveryStanding
  readonly attemptedAt: EpochMs
  readonly status: number | null
  readonly durationMs: number
  readonly answer: string | null
  readonly problem: string | null
}

export interface WebhookReads {
  webhooks(page: PageAsked): Promise<PageOf<WebhookView>>
  /** Null if there is no such webhook. */
  deliveries(
    webhook: string,
    page: PageAsked & { readonly state?: string | undefined },
  ): Promise<PageOf<DeliveryView> | null>
  /** Endpoints that are switched on and have messages due. */
  dueWebhooks(at: EpochMs): Promise<readonly DueWebhook[]>
  /** Messages of an endpoint that are due, longest first. */
  dueDeliveries(webhook: WebhookId, at: EpochMs, countMax: number): Promise<readonly DueDelivery[]>
  /** Since when nothing has arrived at an endpoint that is switched on; null if the last attempt arrived. */
  failingSince(webhook: WebhookId): Promise<EpochMs | null>
}

/** What a message is written from, in the transaction of its event. */
export interface Happened {
  readonly event: EventId
  readonly type: string
  readonly license: string | null
  readonly facts: Readonly<Record<string, unknown>>
}
