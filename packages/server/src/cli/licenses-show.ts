import type { AnswerOf } from '@latchkey/contract/operations'
import { ok, type Result } from '@latchkey/core/result'
import { type Api, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { dayText, type LicenseAnswer, minuteText, tableText } from './present.ts'
import type { CliRefusal } from './refusal.ts'
import { findTarget, type Target } from './target.ts'

type Explanation = AnswerOf<'explainLicense'>

export const licensesShow: CommandSpec<CliContext> = {
  usage: 'show [id]',
  summary: 'Explain a license, or each of a key: every rule passed or failed, and its timeline',
  async run(context, { words: [argument] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const target = await findTarget(context, api.value, argument)
    if (!target.ok) return target
    const explanations = await explain(api.value, target.value)
    if (!explanations.ok) return explanations
    return ok({
      json: { licenses: explanations.value },
      text: explanations.value.map((explanation) => explanationText(explanation, context)).join('\n'),
    })
  },
}

async function explain(api: Api, target: Target): Promise<Result<readonly Explanation[], CliRefusal>> {
  const ids = await licenseIdsOf(api, target)
  if (!ids.ok) return ids
  const explanations: Explanation[] = []
  for (const id of ids.value) {
    const explanation = await api.call((client) => client.call('explainLicense', { params: { id } }))
    if (!explanation.ok) return explanation
    explanations.push(explanation.value)
  }
  return ok(explanations)
}

async function licenseIdsOf(api: Api, { kind, id }: Target): Promise<Result<readonly string[], CliRefusal>> {
  if (kind === 'license') return ok([id])
  const key = await api.call((client) => client.call('getKey', { params: { id } }))
  return key.ok ? ok(key.value.licenses.map((license) => license.id)) : key
}

function explanationText({ license, why, events }: Explanation, { terminal }: CliContext): string {
  const rules = why.map(({ passed, words }) => `  ${passed ? '[x]' : '[ ]'} ${words}\n`)
  const timeline = events.map((event) => [`  ${minuteText(event.at)}`, event.words, actorText(event.actor)])
  return [
    `${terminal.bold(license.productName)}  ${license.id}\n`,
    factsText(license),
    '\nWhy it runs, or not\n',
    ...rules,
    '\nWhat happened\n',
    tableText(['  When', 'What', 'By'], timeline),
  ].join('')
}

function factsText(license: LicenseAnswer): string {
  const { activatedOn, associatedTo, staleHost } = license
  const where =
    activatedOn === null
      ? 'no PC'
      : `${activatedOn.hostName} since ${minuteText(activatedOn.since)}, lease until ${dayText(activatedOn.leaseUntil)}`
  const facts = [
    ['Key', `${license.keyId}, ending in ${license.keyLast5}, order ${license.order}`],
    ['Associated to', associatedTo === null ? 'no account' : `${associatedTo.name} (${associatedTo.id})`],
    ['Activated on', where],
    ['Standing', `${license.standing}, expires ${dayText(license.expiresAt)}, generation ${license.generation}`],
  ]
  if (staleHost !== null) {
    facts.push(['Stale host', `${staleHost.hostName} may run it until ${dayText(staleHost.mayRunUntil)}`])
  }
  return facts.map(([name, words]) => `  ${name?.padEnd(13)}  ${words}\n`).join('')
}

function actorText({ type, id }: { readonly type: string; readonly id: string | null }): string {
  return id === null ? type : `${type} ${id.length > 24 ? `${id.slice(0, 8)}…` : id}`
}
