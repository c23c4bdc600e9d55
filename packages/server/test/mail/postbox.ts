import type { KeyId } from '@latchkey/core/ids'
import { type ParsedMail, simpleParser } from 'mailparser'
import { createLogger } from '../../src/http/logger.ts'
import { startMailJob } from '../../src/jobs/mails.ts'
import { smtpTransport } from '../../src/mail/smtp-transport.ts'
import { unsealActivationKey } from '../../src/signing/activation-key-secrecy.ts'
import { deriveLinkToken } from '../../src/signing/sealing.ts'
import type { TestServer } from '../http/fixture.ts'
import { startSmtp, type TakenMail } from './smtp.ts'

/** A mail as it came in, and as a mail program reads it. */
interface ReceivedMail extends TakenMail {
  readonly parsed: ParsedMail
}

/** Everybody's mailbox: the server's mails go through a real SMTP server, and are read as a mail program would. */
export interface Postbox {
  /** Sends everything that waits and gives what came in by it, oldest first. */
  collect(): Promise<readonly ReceivedMail[]>
  /** The newest mail to an address among those that wait; throws if there is none. */
  mailTo(address: string): Promise<ReceivedMail>
  /** The link of the newest mail to an address that holds one. */
  linkTo(address: string): Promise<MailLink>
  close(): Promise<void>
}

const MAIL_FROM = 'Latchkey <licenses@vendor.example>'
/** Where the links of mails lead. */
const PUBLIC_URL = 'https://licenses.vendor.example'

export async function openPostbox({ store, keys, clock, log }: TestServer): Promise<Postbox> {
  const smtp = await startSmtp()
  const surroundings = {
    publicUrl: PUBLIC_URL,
    tokenOf: (purpose: string, id: string) => deriveLinkToken(purpose, id, keys.secrets),
    async keyTextOf(id: KeyId) {
      return unsealActivationKey((await store.reads.sealedKey(id)) ?? '', id, keys.secrets)
    },
  }
  const collect = async () => {
    const before = smtp.taken.length
    const due = (await store.reads.dueMails(clock.at, 1_000)).length
    const job = startMailJob({
      store,
      transport: smtpTransport(`smtp://127.0.0.1:${smtp.port}`, MAIL_FROM),
      surroundings,
      clock: () => clock.at,
      log: createLogger('info', { write: (line) => log.push(line) }),
    })
    const isDone = async () => (await store.reads.dueMails(clock.at, 1)).length === 0
    for (let tries = 0; !(await isDone()); tries += 1) {
      if (tries > 1_500) throw new Error(`mails were not sent: ${due}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await job.stop()
    const taken = smtp.taken.slice(before)
    return Promise.all(taken.map(async (mail) => Object.assign(mail, { parsed: await simpleParser(mail.raw) })))
  }
  return {
    collect,
    async linkTo(address) {
      const links = (await collect()).filter(({ to }) => to.includes(address)).flatMap((mail) => linkOf(mail) ?? [])
      const link = links.at(-1)
      if (link === undefined) throw new Error(`no link to ${address}`)
      return link
    },
    async mailTo(address) {
      const mail = (await collect()).findLast(({ to }) => to.includes(address))
      if (mail === undefined) throw new Error(`no mail to ${address}`)
      return mail
    },
    close: () => smtp.close(),
  }
}

/** The token behind the `#` of a mail's link, and the path before it. */
interface MailLink {
  readonly path: string
  readonly token: string
}

function linkOf({ parsed }: ReceivedMail): MailLink | null {
  const [, path = '', token = ''] = LINK.exec(parsed.text ?? '') ?? []
  return token === '' ? null : { path, token }
}

const LINK = /https:\/\/licenses\.vendor\.example(\/\S*)#(\S+)/
