import { createHash } from 'node:crypto'
import { openApiDocument } from '@latchkey/contract/openapi'
import type { FastifyInstance } from 'fastify'
import { sendAnswer } from './answer.ts'
import { REFERENCE_STYLE, referencePage } from './reference-page.ts'

/** `/openapi.json`, and `/reference`: the same for people, without a script. Made when first asked for. */
export function registerDocumentation(app: FastifyInstance, version: string): void {
  let document: ReturnType<typeof openApiDocument> | null = null
  let page: string | null = null
  const styleHash = createHash('sha256').update(REFERENCE_STYLE).digest('base64')
  app.get('/openapi.json', async (request, reply) => {
    document ??= openApiDocument(version)
    return sendAnswer(reply, 200, document, request.headers['if-none-match'] ?? '')
  })
  app.get('/reference', async (_request, reply) => {
    page ??= referencePage(version)
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      )
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .send(page)
  })
}
