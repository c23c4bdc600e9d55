import type { ComposedMail } from './compose.ts'
import type { DueMail } from './mail.ts'

/** A mail as it goes out. */
export interface OutgoingMail extends ComposedMail, Pick<DueMail, 'id' | 'address' | 'language' | 'createdAt'> {
  /** The same at every attempt: whoever gets a mail twice can tell (RFC 5322 3.6.4). */
  readonly messageId: string
}

export type SendResult =
  | { readonly status: 'sent' }
  /** `temporary`: worth another try. `words` tell an admin what happened. */
  | { readonly status: 'failed'; readonly temporary: boolean; readonly words: string }

/** Where mails go. */
export interface MailTransport {
  readonly from: string
  send(mail: OutgoingMail): Promise<SendResult>
  close(): void
}

/** The envelope and headers of a mail as nodemailer takes them. Addresses are never parsed from one text: a name cannot become one. */
export function nodemailerMessage(mail: OutgoingMail, from: string) {
  return {
    from,
    to: { name: '', address: mail.address },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: new Date(mail.createdAt),
    headers: {
      // RFC 3834 5.1: so that no answering machine answers.
      'Auto-Submitted': 'auto-generated',
      'Content-Language': mail.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
