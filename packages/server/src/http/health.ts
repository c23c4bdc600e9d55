import type { FastifyInstance } from 'fastify'
import { sendAnswer } from './answer.ts'
import type { Services } from './services.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work; keys were loaded before it listened, so the store is what is asked. */
export function registerHealth(app: FastifyInstance, { store }: Services): void {
  app.get('/healthz', async (_request, reply) => sendAnswer(reply, 200, { status: 'ok' }, null))
  app.get('/readyz', async (request, reply) => {
    try {
      await store.reads.products({ limit: 1 })
      return sendAnswer(reply, 200, { status: 'ready' }, null)
    } catch (error) {
      request.log.error({ err: error }, 'the store does not answer')
      return sendAnswer(reply, 503, { status: 'not ready' }, null)
    }
  })
}
