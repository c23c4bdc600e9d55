import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MailTransport, nodemailerMessage } from './transport.ts'

/** Writes each mail to a folder, as a file that any mail program opens: what a server does that has not been told of a mail server. */
export function fileTransport(directory: string, from: string): MailTransport {
  return {
    from,
    async send(mail) {
      const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js')
      const bytes = await new MailComposer(nodemailerMessage(mail, from)).compile().build()
      const path = join(directory, `${mail.id}.eml`)
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        // Whole or not at all; the same mail once more is the same file.
        writeFileSync(`${path}.tmp`, bytes, { mode: 0o600, flush: true })
        renameSync(`${path}.tmp`, path)
        return { status: 'sent' }
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
        return { status: 'failed', temporary: true, words: `The folder of mails cannot be written (${code}).` }
      }
    },
    close() {},
  }
}
