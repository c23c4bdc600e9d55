import { ok } from '@latchkey/core/result'
import { VERSION } from '../version.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'

export const openapi: CommandSpec<CliContext> = {
  usage: 'openapi',
  summary: 'Print the HTTP API as OpenAPI 3.1',
  async run() {
    const { openApiDocument } = await import('@latchkey/contract/openapi')
    const document = openApiDocument(VERSION)
    return ok({ json: document, text: `${JSON.stringify(document, null, 2)}\n` })
  },
}
