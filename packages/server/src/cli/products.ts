import { ok } from '@latchkey/core/result'
import { connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'

interface PutOptions {
  readonly name: string
  readonly edition?: string
  readonly feature?: readonly string[]
}

export const productsPut: CommandSpec<CliContext, PutOptions> = {
  usage: 'put <id>',
  summary: 'Create a product, or change it; licenses already sold go on as they are',
  options: [
    { flags: '--name <name>', words: 'as customers read it', required: true },
    { flags: '--edition <edition>', words: 'such as Professional' },
    { flags: '--feature <code...>', words: 'codes that its license files carry' },
  ],
  async run(context, { words: [id = ''], options: { name, edition = '', feature = [] } }) {
    const api = connectApi(context)
    if (!api.ok) return api
    const put = await api.value.call((client) =>
      client.call('putProduct', {
        params: { id },
        body: { name, edition, features: [...feature] },
        idempotencyKey: randomOperation(context),
      }),
    )
    return put.ok ? ok({ json: put.value, text: `Product ${put.value.id}: ${put.value.name}\n` }) : put
  },
}
