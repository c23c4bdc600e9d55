import type { AnswerOf } from '@latchkey/contract/operations'
import type { EpochMs, MailId } from '@latchkey/core/ids'
import type { Language } from '@latchkey/core/languages'
import type { DueMail, MailTemplate } from '../../../mail/mail.ts'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { toIso, toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, newestFirst } from '../list-sql.ts'

type MailView = AnswerOf<'retryMail'>

interface MailRow {
  readonly id: MailId
  readonly template: MailTemplate
  readonly facts: string
  readonly address: string
  readonly language: Language
  readonly license: string | null
  readonly return_request: string | null
  readonly state: MailView['state']
  readonly attempts: number
  readonly last_error: string | null
  readonly created_at: number
  readonly next_attempt_at: number | null
  readonly sent_at: number | null
}

const MAILS = /* sql */ `SELECT m.id, m.template, m.facts, m.address, m.language, m.license, m.return_request, m.state,
  m.attempts, m.last_error, m.created_at, m.next_attempt_at, m.sent_at FROM mails m`

export function viewMail(db: Reading, id: string): MailView | null {
  const row = db.query<MailRow>(`${MAILS} WHERE m.id = ?`).get(id)
  return row === undefined ? null : toView(row)
}

export function listMails(db: Reading, asked: PageAsked & { readonly state?: string | undefined }): PageOf<MailView> {
  const { sql, values } = newestFirst(MAILS, 'm', asked, [condition('m.state = ?', asked.state)])
  return pageOf(db.query<MailRow>(sql).all(...values), asked, (row) => [row.created_at, row.id], toView)
}

export function listDueMails(db: Reading, at: EpochMs, countMax: number): readonly DueMail[] {
  const sql = `${MAILS} WHERE m.state = 'waiting' AND m.next_attempt_at <= ? ORDER BY m.next_attempt_at LIMIT ?`
  return db
    .query<MailRow>(sql)
    .all(at, countMax)
    .map(({ id, template, facts, address, language, attempts, created_at, return_request }) => {
      const what = { id, template, facts: JSON.parse(facts), returnRequest: return_request }
      return Object.assign(what, { address, language, attempts, createdAt: created_at })
    })
}

function toView(row: MailRow): MailView {
  const { id, template, address, language, state, attempts, last_error, license, return_request } = row
  return {
    id,
    template,
    to: address,
    language,
    state,
    attempts,
    lastError: last_error,
    createdAt: toIso(row.created_at),
    nextAttemptAt: toIsoOrNull(row.next_attempt_at),
    sentAt: toIsoOrNull(row.sent_at),
    licenseId: license,
    returnRequestId: return_request,
  }
}
