import type { EventId } from '@latchkey/core/ids'
import type { CaseRecord } from '../case-record.ts'
import { loadProduct } from '../load.ts'
import { queueMail } from '../queue-mail.ts'
import type { Writing } from '../save.ts'

/** Whoever asked hears the answer. */
export function tellAnswer(writing: Writing, found: CaseRecord, event: EventId | null, answer: string): void {
  if (event === null || (found.found.requester === null && found.email === '')) return
  const products = [...new Set(found.records.map(({ license }) => loadProduct(writing.tx, license.product).name))]
  const { requester } = found.found
  queueMail(writing, event, {
    template: 'request-answered',
    facts: { request: found.id, products, answer },
    to: requester === null ? { address: found.email, language: found.language } : { account: requester },
    returnRequest: found.id,
  })
}
