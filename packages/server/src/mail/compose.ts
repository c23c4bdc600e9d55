import type { Language } from '@latchkey/words/language'
import { LOCALES } from '@latchkey/words/locales'
import { type Block, htmlOf, textOf } from './layout.ts'
import type { DueMail, MailFacts, MailSecret } from './mail.ts'
import { MAIL_WORDS, type MailWords, SHARED_WORDS } from './mail-words.ts'

/** What a mail says, ready to be sent. */
export interface ComposedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What fills mails and is made only when they are: secrets, and where this server is. */
export interface MailSurroundings {
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** The token of a link. */
  readonly tokenOf: (purpose: string, id: string) => string
  /** The text of an activation key. */
  readonly keyTextOf: (id: MailFacts['key-delivered']['key']) => Promise<string>
}

type Values = Record<string, string | number>

/** Writes a mail in a language. Everything that fills it is text: it becomes neither a header nor markup. */
export async function composeMail(
  mail: DueMail,
  language: Language,
  surroundings: MailSurroundings,
): Promise<ComposedMail> {
  const words: MailWords = MAIL_WORDS[mail.template]
  const values = await valuesOf(mail, language, surroundings)
  const say = (message: string) => language.say(message, values).trim()
  const request = mail.returnRequest ?? ('request' in mail.facts ? mail.facts.request : null)
  const number = request === null ? '' : ` [${request}]`
  const subject = oneLine(`${say(words.subject)}${number}`)
  const url = linkOf(mail, surroundings)
  const paragraphs = [SHARED_WORDS.greeting, ...words.paragraphs].map(say).filter((text) => text !== '')
  const server = new URL(surroundings.publicUrl).host
  const blocks: readonly Block[] = [
    ...paragraphs.map((text) => ({ kind: 'paragraph', text }) as const),
    ...(url === null || words.button === undefined
      ? []
      : [{ kind: 'link', label: say(words.button), hint: say(SHARED_WORDS.link), url } as const]),
    { kind: 'footer', text: language.say(SHARED_WORDS.automatic, { server }) },
  ]
  const page = { subject, blocks, locale: language.locale, direction: LOCALES[language.locale].direction }
  return { subject, text: textOf(page), html: htmlOf(page) }
}

/** A header is one line, whatever product, order or host is called; nor does anything in it turn the direction of reading. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, SUBJECT_CHARS_MAX)
}

const SUBJECT_CHARS_MAX = 250

/** The facts of a mail as words of the language. */
async function valuesOf(mail: DueMail, language: Language, { keyTextOf }: MailSurroundings): Promise<Values> {
  const values: Values = {}
  const days = { at: 'day', expiresAt: 'expiryDay', disputeUntil: 'disputeDay' }
  for (const [name, fact] of Object.entries(mail.facts)) {
    if (name in days && typeof fact === 'number') values[days[name as keyof typeof days]] = language.day(fact)
    else if (typeof fact === 'string' || typeof fact === 'number') values[name] = fact
    else if (typeof fact === 'boolean') values[name] = fact ? 'yes' : 'no'
  }
  if (mail.template === 'key-delivered' || mail.template === 'key-replaced') {
    const { key, products } = mail.facts as MailFacts['key-delivered']
    values['key'] = await keyTextOf(key)
    values['products'] = language.list(products.map(({ name, seats }) => `${name} (${seats})`))
  } else if ('products' in mail.facts) {
    values['products'] = language.list(mail.facts.products.map(String))
  }
  return values
}

/** The page where a link of `mail_links` is taken up. */
const PAGES = {
  'confirm-registration': '/portal/confirm',
  'reset-password': '/portal/reset',
  'join-staff': '/portal/reset',
  'confirm-email': '/portal/email',
} as const

/** What links of mails are derived from. */
export const LINK_PURPOSE = 'mail-link'

/** A token stands behind `#`: no browser sends that to a server, and no log of one keeps it. */
function linkOf({ template, facts }: DueMail, { publicUrl, tokenOf }: MailSurroundings): string | null {
  if (template === 'already-registered') return `${publicUrl}/`
  if (!('link' in facts) || facts.link === null) return null
  if (typeof facts.link !== 'string') return `${publicUrl}${pathOf(facts.link, tokenOf)}`
  return `${publicUrl}${PAGES[template as keyof typeof PAGES]}#${tokenOf(LINK_PURPOSE, facts.link)}`
}

function pathOf({ path, purpose, id }: MailSecret, tokenOf: MailSurroundings['tokenOf']): string {
  return `${path}#${tokenOf(purpose, id)}`
}
