import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ParsedMail, simpleParser } from 'mailparser'

/** The newest mail to an address in a server's folder of mails, which it writes when it knows no mail server; waits for it. */
export async function mailInOutbox(data: string, address: string, subject: RegExp): Promise<ParsedMail> {
  const folder = join(data, 'outbox')
  for (let tries = 0; tries < 300; tries += 1) {
    for (const path of newestFirst(folder)) {
      const mail = await simpleParser(readFileSync(path))
      const to = [mail.to ?? []].flat().flatMap(({ value }) => value)
      if (to.some((one) => one.address === address) && subject.test(mail.subject ?? '')) return mail
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail to ${address} about ${subject.source}`)
}

function newestFirst(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'))
  const paths = names.map((name) => join(folder, name))
  return paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}

/** A mail as a mail program reads it. */
export async function readMail(raw: string): Promise<ParsedMail> {
  return simpleParser(raw)
}

/** The address that a mail's button leads to. */
export function addressIn({ text = '' }: ParsedMail): string {
  const [address] = /https?:\/\/\S+#\S+/.exec(text) ?? []
  if (address === undefined) throw new Error(`no link in: ${text}`)
  return address
}
