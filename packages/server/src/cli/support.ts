import type { AnswerOf } from '@latchkey/contract/operations'
import { wordsOf } from '@latchkey/core/refusals'
import { RETURN_REASONS, type ReturnReason } from '@latchkey/core/return-request'
import { ok, type Result } from '@latchkey/core/result'
import { type Api, allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { countText, dayText, minuteText, tableText } from './present.ts'
import { type CliRefusal, refusalOfCore, refuse } from './refusal.ts'
import { findTarget, type Target } from './target.ts'

interface ReturnOptions {
  readonly reason: string
  readonly note?: string
  readonly release?: true
  readonly keepAccount?: true
  readonly request?: string
}

export const supportReturn: CommandSpec<CliContext, ReturnOptions> = {
  usage: 'return [id]',
  summary: 'Return a license, or all of a key, whose PC is gone; without an id the key is asked for',
  options: [
    { flags: '--reason <reason>', words: RETURN_REASONS.join(', '), required: true },
    { flags: '--note <text>', words: 'what the history says of it' },
    { flags: '--release', words: 'also release from the account (preset by the reason)' },
    { flags: '--keep-account', words: 'leave it associated, whatever the reason' },
    { flags: '--request <id>', words: 'the case that this answers; it is closed' },
  ],
  async run(context, { words: [argument], options }) {
    const reason = RETURN_REASONS.find((known) => known === options.reason)
    if (reason === undefined) return refuse('USAGE', `--reason must be one of ${RETURN_REASONS.join(', ')}.`)
    if (options.release && options.keepAccount) return refuse('USAGE', 'Choose --release or --keep-account.')
    const api = connectApi(context)
    if (!api.ok) return api
    const target = await findTarget(context, api.value, argument)
    if (!target.ok) return target
    const body = bodyOf(reason, options)
    const returned = await returnTarget(api.value, target.value, body, randomOperation(context))
    if (!returned.ok) return returned
    const text = returnedText(returned.value, context)
    const code = returned.value.rows.find((row) => row.code !== null)?.code ?? null
    const refused = code === null ? {} : { refusal: refusalOfCore({ code, facts: {} }) }
    return ok({ json: returned.value, text, ...refused })
  },
}

function bodyOf(reason: ReturnReason, { note, release, keepAccount, request }: ReturnOptions) {
  return {
    reason,
    ...(note === undefined ? {} : { note }),
    ...(release || keepAccount ? { releaseFromAccount: release === true } : {}),
    ...(request === undefined ? {} : { returnRequestId: request }),
  }
}

type Returned = AnswerOf<'supportReturnLicense'>

function returnTarget(
  api: Api,
  { kind, id }: Target,
  body: ReturnType<typeof bodyOf>,
  idempotencyKey: string,
): Promise<Result<Returned, CliRefusal>> {
  return kind === 'license'
    ? api.call((client) => client.call('supportReturnLicense', { params: { id }, body, idempotencyKey }))
    : api.call((client) => client.call('supportReturnKey', { params: { id }, body, idempotencyKey }))
}

function returnedText({ rows, reply }: Returned, { terminal }: CliContext): string {
  const lines = rows.map(({ license, status, code }) => {
    if (status === 'refused') {
      const words = code === null ? '' : `: ${wordsOf({ code, facts: {} }).sentence}`
      return `${license.productName} (${license.id}) refused${words}\n`
    }
    const { staleHost, associatedTo } = license
    const stale = staleHost === null ? '' : `; ${staleHost.hostName} may run it until ${dayText(staleHost.mayRunUntil)}`
    const owner = associatedTo === null ? 'no account' : `associated to ${associatedTo.name}`
    return `${license.productName} (${license.id}) returned: ${owner}${stale}\n`
  })
  return `${lines.join('')}\n${terminal.bold('Reply to the customer')}\n${reply.trimEnd()}\n`
}

const STATES = ['open', 'returned', 'refused', 'withdrawn'] as const
const CASES_MAX = 1_000

export const supportRequests: CommandSpec<CliContext, { readonly state?: string }> = {
  usage: 'requests',
  summary: "Support's queue: return requests, oldest open first",
  options: [{ flags: '--state <state>', words: `${STATES.join(', ')} (open)` }],
  async run(context, { options }) {
    const state = STATES.find((known) => known === (options.state ?? 'open'))
    if (state === undefined) return refuse('USAGE', `--state must be one of ${STATES.join(', ')}.`)
    const api = connectApi(context)
    if (!api.ok) return api
    const cases = await allPages<AnswerOf<'refuseReturnRequest'>>(CASES_MAX, (cursor) =>
      api.value.call((client) => client.call('listReturnRequests', { query: { cursor, limit: 100, state } })),
    )
    if (!cases.ok) return cases
    const rows = cases.value.map((found) => [
      found.id,
      minuteText(found.openedAt),
      found.reason,
      found.keyLast5 ?? '-',
      countText(found.licenses.length, 'license'),
      found.email,
    ])
    const text =
      rows.length === 0
        ? `No ${state} requests.\n`
        : tableText(['Request', 'Opened', 'Reason', 'Key', 'Of', 'E-mail'], rows)
    return ok({ json: { requests: cases.value }, text })
  },
}

export const supportRefuse: CommandSpec<CliContext, { readonly answer: string }> = {
  usage: 'refuse <request-id>',
  summary: 'Close a case without returning anything',
  options: [{ flags: '--answer <text>', words: 'what the customer is told', required: true }],
  async run(context, { words: [id = ''], options: { answer } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const refused = await api.value.call((client) =>
      client.call('refuseReturnRequest', {
        params: { id },
        body: { answer },
        idempotencyKey: randomOperation(context),
      }),
    )
    return refused.ok ? ok({ json: refused.value, text: `Request ${id} is ${refused.value.state}.\n` }) : refused
  },
}
