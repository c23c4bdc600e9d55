import type { Transporter } from 'nodemailer'
import { LIMITS } from '@latchkey/core/limits'
import { type MailTransport, nodemailerMessage, type SendResult } from './transport.ts'

/** nodemailer's codes for what a server said of this very mail; everything else is about the way to the server. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE'])
const PERMANENT_FROM = 500

/**
 * Sends by a mail server. `url`: `smtp://` (STARTTLS where the server offers it, and always when a password is sent) or `smtps://`,
 * with user and password where needed.
 */
export function smtpTransport(url: string, from: string): MailTransport {
  const { hostname, port, protocol, username, password } = new URL(url)
  const isSecure = protocol === 'smtps:'
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  let connecting: Promise<Transporter> | null = null
  const transporter = async () => (connecting ??= connect())
  const connect = async () => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isSecure ? 465 : 587) : Number(port),
      secure: isSecure,
      ...(auth === undefined ? {} : { auth, requireTLS: true }),
      connectionTimeout: LIMITS.smtpTimeoutMs,
      greetingTimeout: LIMITS.smtpTimeoutMs,
      socketTimeout: LIMITS.smtpTimeoutMs,
      tls: { minVersion: 'TLSv1.2' },
      pool: true,
      maxConnections: 1,
    })
  }
  return {
    from,
    async send(mail) {
      try {
        await (await transporter()).sendMail(nodemailerMessage(mail, from))
        return { status: 'sent' }
      } catch (cause) {
        return failureOf(cause)
      }
    },
    close() {
      void connecting?.then((open) => open.close())
    },
  }
}

/**
 * Only what the server said of the mail itself, for good (5xx), is final: a wrong password or a closed door is for the operator to
 * mend, and no mail may be lost over it.
 */
function failureOf(cause: unknown): SendResult {
  if (!(cause instanceof Error)) throw cause
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'failed'
  const status = 'responseCode' in cause && typeof cause.responseCode === 'number' ? cause.responseCode : null
  const isFinal = ABOUT_THE_MAIL.has(code) && status !== null && status >= PERMANENT_FROM
  return { status: 'failed', temporary: !isFinal, words: wordsOf(code, status, cause) }
}

/** What an admin needs to know; the server's own words may repeat the mail's, so they are cut and stay out of the log. */
function wordsOf(code: string, status: number | null, cause: Error): string {
  const response = 'response' in cause && typeof cause.response === 'string' ? cause.response : ''
  const said = response === '' ? (status === null ? '' : ` ${status}`) : ` ${response}`
  return `${code}:${said}`.replaceAll(/\p{Cc}+/gu, ' ').slice(0, WORDS_CHARS_MAX)
}

const WORDS_CHARS_MAX = 300
