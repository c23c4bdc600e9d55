import type { AnswerOf } from '@latchkey/contract/operations'
import { err, ok, type Result } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import {
  type Products,
  readExpiry,
  readHostsMax,
  readOrder,
  readPolicy,
  readProducts,
  readRecipient,
  RECIPIENT_OPTIONS,
  type RecipientOptions,
} from './key-order.ts'
import { countText, dayText } from './present.ts'
import { type CliRefusal, operatorRefusal, refuse } from './refusal.ts'

interface IssueOptions extends RecipientOptions {
  readonly order: string
  readonly product: readonly string[]
  readonly policy?: string
  readonly hostsMax?: string
  readonly expires?: string
  readonly legacy?: true
  readonly operation?: string
}

export const keysIssue: CommandSpec<CliContext, IssueOptions> = {
  usage: 'issue',
  summary: 'Issue an activation key for an order',
  options: [
    { flags: '--order <number>', words: 'your order number', required: true },
    { flags: '--product <code:seats...>', words: 'products: ct for one seat, ct:10 for ten', required: true },
    { flags: '--policy <code>', words: 'the terms (standard)' },
    { flags: '--hosts-max <count>', words: 'PCs it serves at one time (most seats of a product)' },
    { flags: '--expires <day>', words: 'last day, such as 2027-12-31 (never)' },
    { flags: '--legacy', words: 'take over a key of another system: asked for, or on stdin' },
    ...RECIPIENT_OPTIONS,
    { flags: '--operation <id>', words: 'repeated under the same id, it issues one key' },
  ],
  async run(context, { options }) {
    const order = readOptions(options)
    if (!order.ok) return order
    const recipient = readRecipient(options)
    if (!recipient.ok) return refuse('USAGE', recipient.error)
    const api = connectApi(context)
    if (!api.ok) return api
    const legacyKey = options.legacy ? await context.terminal.askSecret('Key of the other system: ') : undefined
    if (legacyKey === null || legacyKey?.trim() === '') return refuse('USAGE', 'No key came on stdin.')
    const issued = await api.value.call((client) =>
      client.call('issueKey', {
        body: { ...order.value, ...recipient.value, ...(legacyKey === undefined ? {} : { legacyKey }) },
        idempotencyKey: options.operation ?? randomOperation(context),
      }),
    )
    return issued.ok ? ok({ json: issued.value, text: issuedText(issued.value, context) }) : issued
  },
}

/** A new name for an operation that nobody repeats by hand. */
export function randomOperation(context: Pick<CliContext, 'random'>): string {
  return `cli-${Buffer.from(context.random(16)).toString('hex')}`
}

interface KeyOrder {
  readonly order: string
  readonly products: Products
  readonly policy: string
  readonly hostsMax?: number
  readonly expiresAt: string | null
}

function readOptions(options: IssueOptions): Result<KeyOrder, CliRefusal> {
  const order = readOrder(options.order)
  if (!order.ok) return mustBe('--order', order.error)
  const products = readProducts(options.product.join(' '))
  if (!products.ok) return mustBe('--product', products.error)
  const policy = readPolicy(options.policy ?? '')
  if (!policy.ok) return mustBe('--policy', policy.error)
  const hostsMax = readHostsMax(options.hostsMax ?? '')
  if (!hostsMax.ok) return mustBe('--hosts-max', hostsMax.error)
  const expiresAt = readExpiry(options.expires ?? '')
  if (!expiresAt.ok) return mustBe('--expires', expiresAt.error)
  return ok({
    order: order.value,
    products: products.value,
    policy: policy.value,
    expiresAt: expiresAt.value,
    ...(hostsMax.value === null ? {} : { hostsMax: hostsMax.value }),
  })
}

function mustBe(flag: string, allowed: string): Result<never, CliRefusal> {
  return err(operatorRefusal('USAGE', `${flag} must be ${allowed}.`))
}

function issuedText(issued: AnswerOf<'issueKey'>, { terminal }: CliContext): string {
  const seats = Map.groupBy(issued.licenses, (license) => license.productName)
  const licenses = Array.from(seats, ([name, same]) => (same.length === 1 ? name : `${same.length} x ${name}`))
  return [
    `Activation key  ${terminal.bold(issued.key)}`,
    `Key id          ${issued.id}`,
    `Order           ${issued.order}`,
    `Licenses        ${licenses.join(', ')}`,
    `Serves          ${countText(issued.hostsMax, 'PC')} at a time`,
    `Expires         ${dayText(issued.licenses[0]?.expiresAt ?? null)}`,
    '',
  ].join('\n')
}
