import type { AnswerOf } from '@latchkey/contract/operations'
import { RETURN_REASONS, type ReturnReason } from '@latchkey/core/return-request'
import { ok, type Result } from '@latchkey/core/result'
import { type Api, allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { handoverText } from './handovers.ts'
import { randomOperation } from './keys-issue.ts'
import { countText, dayText, minuteText, tableText } from './present.ts'
import { type CliRefusal, refuse } from './refusal.ts'
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
    return ok({ json: returned.value, text: returnedText(returned.value, context) })
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

function returnedText({ rows, outcome, returnRequest, reply }: Returned, { terminal }: CliContext): string {
  const lines = rows.map(({ license, status }) => {
    const { staleHost, associatedTo } = license
    const owner = associatedTo === null ? 'no account' : `associated to ${associatedTo.name}`
    if (status === 'waits') return `${license.productName} (${license.id}) is not returned yet: ${owner}\n`
    const stale = staleHost === null ? '' : `; ${staleHost.hostName} may run it until ${dayText(staleHost.mayRunUntil)}`
    return `${license.productName} (${license.id}) returned: ${owner}${stale}\n`
  })
  const waits = returnRequest === null || outcome === 'done' ? '' : `\n${waitingText(outcome, returnRequest)}`
  const heading = outcome === 'done' ? 'Reply to the customer' : 'Reply to the customer, once it is returned'
  return `${lines.join('')}${waits}\n${terminal.bold(heading)}\n${reply.trimEnd()}\n`
}

type Case = AnswerOf<'refuseReturnRequest'>

function waitingText(outcome: 'held' | 'needs-second-agent', { id, risk, pending }: Case): string {
  const why = risk.flags.map(({ words }) => `- ${words}\n`).join('')
  const until = pending?.executeAt ?? null
  const then =
    outcome === 'needs-second-agent' || until === null
      ? `Another agent must agree: latchkey support approve ${id}\n`
      : `It is carried out by itself at ${minuteText(until)}, unless the owner objects before. A signed-in owner's own request does not wait.\n`
  return `Case ${id} waits, because:\n${why}${then}`
}

export const supportApprove: CommandSpec<CliContext, { readonly note?: string }> = {
  usage: 'approve <id>',
  summary: "Agree, as a second agent, to another agent's decision or handover",
  options: [{ flags: '--note <text>', words: 'what the history says of it' }],
  async run(context, { words: [id = ''], options: { note = '' } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const idempotencyKey = randomOperation(context)
    if (id.startsWith('hdo_')) {
      const agreed = await api.value.call((client) =>
        client.call('approveHandover', { params: { id }, body: { note }, idempotencyKey }),
      )
      return agreed.ok ? ok({ json: agreed.value, text: handoverText(agreed.value) }) : agreed
    }
    const approved = await api.value.call((client) =>
      client.call('approveReturnRequest', { params: { id }, body: { note }, idempotencyKey }),
    )
    if (!approved.ok) return approved
    const { outcome, returnRequest, reply } = approved.value
    const until = returnRequest.pending?.executeAt ?? null
    const text =
      outcome === 'done' || until === null
        ? `Request ${id} is ${returnRequest.state}.\n\n${context.terminal.bold('Reply to the customer')}\n${reply.trimEnd()}\n`
        : `Agreed. Request ${id} is carried out by itself at ${minuteText(until)}, unless the owner objects before.\n`
    return ok({ json: approved.value, text })
  },
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
