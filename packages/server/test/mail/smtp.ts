import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail that a server took: what was said around it, and its bytes. */
export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly isSecure: boolean
}

/** A real SMTP server on this machine. */
export interface TestSmtp {
  readonly port: number
  readonly taken: TakenMail[]
  close(): Promise<void>
}

/** `afterData` runs when a mail is in, before it is acknowledged. */
export async function startSmtp(
  options: SMTPServerOptions = {},
  afterData: (mail: TakenMail, count: number) => Error | null | 'cut' = () => null,
): Promise<TestSmtp> {
  const taken: TakenMail[] = []
  let count = 0
  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom === false ? '' : mailFrom.address
        const raw = Buffer.concat(chunks).toString('utf8')
        const mail = { from, to: rcptTo.map(({ address }) => address), raw, isSecure: session.secure }
        count += 1
        const verdict = afterData(mail, count)
        if (verdict === 'cut') {
          taken.push(mail)
          for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
            connection._socket.destroy()
          return
        }
        if (verdict === null) taken.push(mail)
        callback(verdict)
      })
    },
  })
  // What a client breaks off is no failure of the test.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A header of a mail, unfolded; null if it is not there. Throws when it is there twice. */
export function headerOf({ raw }: Pick<TakenMail, 'raw'>, name: string): string | null {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const found = lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  if (found.length > 1) throw new Error(`${name} stands there ${found.length} times`)
  return found[0]?.slice(name.length + 1).trim() ?? null
}

/** An SMTP error with its status. */
export function smtpError(status: number, words = 'no'): Error {
  return Object.assign(new Error(words), { responseCode: status })
}
