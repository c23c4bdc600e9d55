import type { AnswerOf } from '@latchkey/contract/operations'
import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { readRecipient, RECIPIENT_OPTIONS, type RecipientOptions } from './key-order.ts'
import { randomOperation } from './keys-issue.ts'
import { countText } from './present.ts'
import { refuse } from './refusal.ts'
import { findTarget } from './target.ts'

interface RotateOptions extends RecipientOptions {
  readonly note?: string
  readonly return?: readonly string[]
  readonly release?: readonly string[]
  readonly operation?: string
}

export const keysRotate: CommandSpec<CliContext, RotateOptions> = {
  usage: 'rotate [key-id]',
  summary: 'Replace a leaked key: the old one serves nobody, PCs go on; without an id the old key is asked for',
  options: [
    { flags: '--note <text>', words: 'what the audit log says of it' },
    { flags: '--return <license-id...>', words: "activations that are not the customer's" },
    { flags: '--release <license-id...>', words: "associations that are not the customer's" },
    ...RECIPIENT_OPTIONS,
    { flags: '--operation <id>', words: 'repeated under the same id, it makes one new key' },
  ],
  async run(context, { words: [argument], options }) {
    const recipient = readRecipient(options)
    if (!recipient.ok) return refuse('USAGE', recipient.error)
    const api = connectApi(context)
    if (!api.ok) return api
    const target = await findTarget(context, api.value, argument)
    if (!target.ok) return target
    if (target.value.kind !== 'key') return refuse('USAGE', 'Name a key by its id (key_...), or leave it out.')
    const { id } = target.value
    const rotated = await api.value.call((client) =>
      client.call('rotateKey', {
        params: { id },
        body: {
          note: options.note ?? '',
          returnLicenseIds: [...(options.return ?? [])],
          releaseLicenseIds: [...(options.release ?? [])],
          ...recipient.value,
        },
        idempotencyKey: options.operation ?? randomOperation(context),
      }),
    )
    return rotated.ok ? ok({ json: rotated.value, text: rotatedText(rotated.value, context) }) : rotated
  },
}

function rotatedText(rotated: AnswerOf<'rotateKey'>, { terminal }: CliContext): string {
  return [
    `New activation key  ${terminal.bold(rotated.key)}`,
    `Key id              ${rotated.id}`,
    `Order               ${rotated.order}`,
    `Goes on             on ${countText(rotated.hostsHolding, 'PC')}`,
    ...(rotated.waitingLicenseIds.length === 0
      ? []
      : [`Wait              ${countText(rotated.waitingLicenseIds.length, 'return')}: see support requests`]),
    `Sent to             ${rotated.mailedTo ?? 'nobody: hand it to the customer yourself'}`,
    '',
  ].join('\n')
}
