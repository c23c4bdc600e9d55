import type { AnswerOf } from '@latchkey/contract/operations'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { countText, LICENSE_COLUMNS, licenseCells, minuteText, tableText } from './present.ts'
import { refuse } from './refusal.ts'
import { findTarget } from './target.ts'

export const keysShow: CommandSpec<CliContext> = {
  usage: 'show [key-id]',
  summary: 'Show a key with its licenses; without an id the key itself is asked for',
  async run(context, { words: [argument] }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const target = await findTarget(context, api.value, argument)
    if (!target.ok) return target
    if (target.value.kind !== 'key') return refuse('USAGE', 'Name a key by its id (key_...), or leave it out.')
    const { id } = target.value
    const key = await api.value.call((client) => client.call('getKey', { params: { id } }))
    return key.ok ? ok({ json: key.value, text: keyText(key.value) }) : key
  },
}

function keyText(key: AnswerOf<'getKey'>): string {
  const legacy = key.legacy ? ' (of another system)' : ''
  return [
    `Key ${key.id}, ending in ${key.last5}${legacy}`,
    `Order ${key.order}, issued ${minuteText(key.createdAt)}`,
    `Serves ${countText(key.hostsMax, 'PC')} at a time; ${key.hostsHolding} taken`,
    '',
    tableText(LICENSE_COLUMNS, key.licenses.map(licenseCells)),
  ].join('\n')
}
