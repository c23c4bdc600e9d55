import type { AnswerOf } from '@latchkey/contract/operations'
import { refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import { WEBHOOK_TOPICS, type WebhookTopic } from '@latchkey/core/webhook'
import { type Api, allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { dayText, minuteText, tableText } from './present.ts'
import { type CliRefusal, refusalOfCore, refuse } from './refusal.ts'

type Webhook = AnswerOf<'putWebhook'>
type Delivery = AnswerOf<'replayDelivery'>

/** Above what a server may have (`LIMITS.webhooksMax`). */
const WEBHOOKS_MAX = 100
const DELIVERIES_MAX = 1_000

function listAll({ call }: Api): Promise<Result<readonly Webhook[], CliRefusal>> {
  return allPages<Webhook>(WEBHOOKS_MAX, (cursor) =>
    call((client) => client.call('listWebhooks', { query: { cursor, limit: 100 } })),
  )
}

export const webhooksList: CommandSpec<CliContext> = {
  usage: 'list',
  summary: 'List webhooks, with what waits and what was given up',
  async run(context) {
    const api = connectApi(context)
    if (!api.ok) return api
    const webhooks = await listAll(api.value)
    if (!webhooks.ok) return webhooks
    const rows = webhooks.value.map(({ id, url, topics, waiting, failed, ...webhook }) => [
      id,
      stateText(webhook),
      String(waiting),
      String(failed),
      topics.length === WEBHOOK_TOPICS.length ? 'all' : String(topics.length),
      url,
    ])
    const head = ['Webhook', 'State', 'Waiting', 'Given up', 'Topics', 'Address']
    const text = rows.length === 0 ? 'No webhooks.\n' : tableText(head, rows)
    return ok({ json: { webhooks: webhooks.value }, text })
  },
}

function stateText({
  enabled,
  offBecause,
  failingSince,
}: Pick<Webhook, 'enabled' | 'offBecause' | 'failingSince'>): string {
  if (!enabled) return offBecause === null ? 'off' : `off (${offBecause})`
  return failingSince === null ? 'on' : `failing since ${dayText(failingSince)}`
}

interface AddOptions {
  readonly topic?: readonly string[]
  readonly description?: string
}

export const webhooksAdd: CommandSpec<CliContext, AddOptions> = {
  usage: 'add <url>',
  summary: 'Tell an address what happens; its secret is told once',
  options: [
    { flags: '--topic <topic...>', words: 'what it is told of, such as license.returned (all)' },
    { flags: '--description <text>', words: 'what it is for' },
  ],
  async run(context, { words: [url = ''], options: { topic = WEBHOOK_TOPICS, description = '' } }) {
    const unknown = topic.filter((name) => !(WEBHOOK_TOPICS as readonly string[]).includes(name))
    if (unknown.length > 0) {
      return refuse('USAGE', `There is no topic ${unknown.join(', ')}. Topics are ${WEBHOOK_TOPICS.join(', ')}.`)
    }
    const api = connectApi(context)
    if (!api.ok) return api
    const body = { url, topics: topic as WebhookTopic[], description, enabled: true }
    const made = await api.value.call((client) =>
      client.call('createWebhook', { body, idempotencyKey: randomOperation(context) }),
    )
    if (!made.ok) return made
    const { id, secret } = made.value
    return ok({ json: made.value, text: `Secret   ${context.terminal.bold(secret)}\nWebhook  ${id}\n` })
  },
}

export const webhooksRotate: CommandSpec<CliContext> = {
  usage: 'rotate <id>',
  summary: 'Give a webhook a new secret; for a day messages are signed with both',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const rotated = await api.value.call((client) =>
      client.call('rotateWebhookSecret', { params: { id }, idempotencyKey: randomOperation(context) }),
    )
    if (!rotated.ok) return rotated
    const { secret, oldSecretUntil } = rotated.value
    const until = oldSecretUntil === null ? '' : `The secret before signs too until ${minuteText(oldSecretUntil)}.\n`
    return ok({ json: rotated.value, text: `Secret   ${context.terminal.bold(secret)}\n${until}` })
  },
}

interface SwitchOptions {
  readonly off?: true
}

export const webhooksSwitch: CommandSpec<CliContext, SwitchOptions> = {
  usage: 'switch <id>',
  summary: 'Switch a webhook on, or off; what happens while it is off is not told',
  options: [{ flags: '--off', words: 'off, instead of on' }],
  async run(context, { words: [id = ''], options: { off } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const webhooks = await listAll(api.value)
    if (!webhooks.ok) return webhooks
    const known = webhooks.value.find((webhook) => webhook.id === id)
    if (known === undefined) return err(refusalOfCore(refusal('NOT_FOUND', { field: 'webhook' })))
    const { url, topics, description } = known
    const body = { url, topics: [...topics], description, enabled: off !== true }
    const put = await api.value.call((client) =>
      client.call('putWebhook', { params: { id }, body, idempotencyKey: randomOperation(context) }),
    )
    return put.ok ? ok({ json: put.value, text: `Webhook ${id} is ${stateText(put.value)}.\n` }) : put
  },
}

export const webhooksTest: CommandSpec<CliContext> = {
  usage: 'test <id>',
  summary: 'Send a test message',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const sent = await api.value.call((client) =>
      client.call('testWebhook', { params: { id }, idempotencyKey: randomOperation(context) }),
    )
    return sent.ok
      ? ok({ json: sent.value, text: `Message ${sent.value.id} is on its way; see "webhooks log".\n` })
      : sent
  },
}

interface LogOptions {
  readonly state?: string
}

const STATES = ['waiting', 'delivered', 'failed'] as const satisfies readonly Delivery['state'][]

export const webhooksLog: CommandSpec<CliContext, LogOptions> = {
  usage: 'log <id>',
  summary: 'Show what was sent to a webhook, newest first',
  options: [{ flags: '--state <state>', words: `only those ${STATES.join(', ')}` }],
  async run(context, { words: [id = ''], options }) {
    const state = STATES.find((name) => name === options.state)
    if (options.state !== undefined && state === undefined)
      return refuse('USAGE', `--state is one of ${STATES.join(', ')}.`)
    const api = connectApi(context)
    if (!api.ok) return api
    const deliveries = await allPages<Delivery>(DELIVERIES_MAX, (cursor) =>
      api.value.call((client) =>
        client.call('listDeliveries', {
          params: { id },
          query: { cursor, limit: 100, ...(state === undefined ? {} : { state }) },
        }),
      ),
    )
    if (!deliveries.ok) return deliveries
    const rows = deliveries.value.map((delivery) => [
      delivery.id,
      minuteText(delivery.createdAt),
      delivery.topic,
      delivery.state,
      String(delivery.attempts),
      delivery.durationMs === null ? '-' : `${delivery.durationMs} ms`,
      delivery.problem ?? (delivery.status === null ? '' : String(delivery.status)),
    ])
    const head = ['Message', 'Made', 'Topic', 'State', 'Attempts', 'Took', 'Last answer']
    const text = rows.length === 0 ? 'Nothing was sent yet.\n' : tableText(head, rows)
    return ok({ json: { deliveries: deliveries.value }, text })
  },
}

export const webhooksReplay: CommandSpec<CliContext> = {
  usage: 'replay <message>',
  summary: 'Send a message of the log again, under the same id',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const sent = await api.value.call((client) =>
      client.call('replayDelivery', { params: { id }, idempotencyKey: randomOperation(context) }),
    )
    return sent.ok ? ok({ json: sent.value, text: `Message ${id} is on its way again.\n` }) : sent
  },
}

export const webhooksRemove: CommandSpec<CliContext> = {
  usage: 'remove <id>',
  summary: 'End a webhook; its log stays for 30 days',
  async run(context, { words: [id = ''] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const ended = await api.value.call((client) =>
      client.call('deleteWebhook', { params: { id }, idempotencyKey: randomOperation(context) }),
    )
    return ended.ok ? ok({ json: { id, removed: true }, text: `Webhook ${id} has ended.\n` }) : ended
  },
}
