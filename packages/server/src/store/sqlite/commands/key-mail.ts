import type { MailFacts } from '../../../mail/mail.ts'
import type { KeyView } from '../../views.ts'

/** What a key is for, as mails that bring one say it. */
export function productsOfKey({ licenses }: KeyView): MailFacts['key-delivered']['products'] {
  const seats = Map.groupBy(licenses, ({ productName, edition }) => `${productName} ${edition}`.trim())
  return Array.from(seats, ([name, same]) => ({ name, seats: same.length }))
}
