import type { AnswerOf } from '@latchkey/contract/operations'
import { ok } from '@latchkey/core/result'
import { allPages, connectApi } from './api.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { randomOperation } from './keys-issue.ts'
import { tableText } from './present.ts'

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

const PRODUCTS_MAX = 10_000

export const productsList: CommandSpec<CliContext> = {
  usage: 'list',
  summary: 'List products',
  async run(context) {
    const api = connectApi(context)
    if (!api.ok) return api
    const products = await allPages<AnswerOf<'listProducts'>['items'][number]>(PRODUCTS_MAX, (cursor) =>
      api.value.call((client) => client.call('listProducts', { query: { cursor, limit: 100 } })),
    )
    if (!products.ok) return products
    const rows = products.value.map(({ id, name, edition, features }) => [id, name, edition, features.join(' ')])
    const text = rows.length === 0 ? 'No products.\n' : tableText(['Product', 'Name', 'Edition', 'Features'], rows)
    return ok({ json: { products: products.value }, text })
  },
}
