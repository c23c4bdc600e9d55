import type { AnswerOf } from '@latchkey/contract/operations'
import { HANDOVER_STATES } from '@latchkey/core/handover'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { listingCommand, optionOf } from './listing.ts'
import { countText, minuteText, tableText } from './present.ts'

type Handover = AnswerOf<'getHandover'>

interface HandOverOptions {
  readonly note: string
  readonly license?: readonly string[]
  readonly dryRun?: true
}

export const supportHandOver: CommandSpec<CliContext, HandOverOptions> = {
  usage: 'hand-over <from> <to>',
  summary: 'Give the licenses of somebody who has left to another account or organization',
  options: [
    { flags: '--note <text>', words: 'what shows that they have left', required: true },
    { flags: '--license <id...>', words: 'only these licenses; all of them without' },
    { flags: '--dry-run', words: 'tell what it would do, and do nothing' },
  ],
  async run(context, { words: [from = '', to = ''], options: { note, license = [], dryRun } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const asked = { from, to, licenseIds: [...license] }
    if (dryRun === true) {
      const preview = await api.value.call((client) => client.call('previewHandover', { body: asked }))
      return preview.ok ? ok({ json: preview.value, text: previewText(preview.value) }) : preview
    }
    const body = { ...asked, note }
    const idempotencyKey = randomOperation(context)
    const handed = await api.value.call((client) => client.call('handOver', { body, idempotencyKey }))
    return handed.ok ? ok({ json: handed.value, text: handoverText(handed.value) }) : handed
  },
}

export const supportHandovers = listingCommand<Handover, { readonly state?: string }>({
  usage: 'handovers',
  summary: 'List what Support has handed over, newest first',
  filters: [{ flags: '--state <state>', words: HANDOVER_STATES.join(', ') }],
  noun: 'handovers',
  columns: ['Handover', 'Decided', 'From', 'To', 'What', 'State'],
  cells: ({ id, decidedAt, from, to, kind, licenses, state }) => {
    const what = kind === 'ownership' ? 'owner' : countText(licenses, 'license')
    return [id, minuteText(decidedAt), from.name, to.name, what, state]
  },
  ask(page, { state: word }) {
    const state = optionOf('--state', HANDOVER_STATES, word)
    return state.ok ? ok((client) => client.call('listHandovers', { query: { ...page, state: state.value } })) : state
  },
})

export const supportUndoHandover: CommandSpec<CliContext, { readonly note?: string }> = {
  usage: 'undo-handover <id>',
  summary: 'Undo a handover within 14 days; what has gone further meanwhile stays',
  options: [{ flags: '--note <text>', words: 'what the history says of it' }],
  async run(context, { words: [id = ''], options: { note = '' } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const idempotencyKey = randomOperation(context)
    const undone = await api.value.call((client) =>
      client.call('undoHandover', { params: { id }, body: { note }, idempotencyKey }),
    )
    return undone.ok ? ok({ json: undone.value, text: handoverText(undone.value) }) : undone
  },
}

export function handoverText({ id, kind, state, from, to, licenses, executeAt, rows }: Handover): string {
  const what = kind === 'ownership' ? `${to.name} as owner of ${from.name}` : `${from.name} to ${to.name}`
  const count = kind === 'ownership' ? '' : `, ${countText(licenses, 'license')}`
  const then =
    state === 'needs-second-agent'
      ? `Another agent must agree: latchkey support approve ${id}\n`
      : executeAt === null
        ? ''
        : `It is carried out by itself at ${minuteText(executeAt)}, unless the owner says no before.\n`
  return `Handover ${id}: ${what}${count}, ${state}\n${then}${rowsText(rows)}`
}

function previewText(preview: AnswerOf<'previewHandover'>): string {
  const { from, to, moving, active, told, needsSecondAgent, heldUntil, rows } = preview
  const waits = needsSecondAgent
    ? 'A second agent would have to agree.\n'
    : heldUntil === null
      ? ''
      : `It would wait until ${minuteText(heldUntil)}; the owner may say no until then.\n`
  const what = `${countText(moving, 'license')} would go from ${from.name} to ${to.name}; ${active} stay active where they are.\n`
  return `${what}${waits}Told by mail: ${told.join(', ')}\n${rowsText(rows)}`
}

function rowsText(rows: Handover['rows']): string {
  if (rows.length === 0) return ''
  const cells = rows.map(({ licenseId, productName, keyLast5, hostName, outcome, code }) => {
    return [licenseId, productName, keyLast5, hostName ?? '-', code ?? outcome]
  })
  return `\n${tableText(['License', 'Product', 'Key', 'Active on', 'Outcome'], cells)}`
}
