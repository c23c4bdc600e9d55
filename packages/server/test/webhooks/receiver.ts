import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly id: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> }
}

/** A real HTTP server of a vendor, that answers as a test tells it to. */
export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Waits until so many messages are in. */
  readonly waitFor: (count: number) => Promise<readonly Received[]>
  close(): Promise<void>
}

type Answer = (received: Received, response: ServerResponse) => void

export async function startReceiver(
  answer: Answer = (_, response) => void response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const { headers, url: path = '' } = request
      const one = { id: String(headers['webhook-id']), path, headers, body, json: JSON.parse(body) }
      received.push(one)
      for (const wake of waiting.splice(0)) wake()
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async waitFor(count) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return received
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
