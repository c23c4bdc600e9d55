import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import type { AccountView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'

const ACCOUNTS = /* sql */ `
  SELECT "id" AS id, coalesce("displayUsername", "username", "email") AS username, "email" AS email, "createdAt" AS "createdAt"
  FROM accounts`
const NEWEST_FIRST: Order = { columns: ['"createdAt"', '"id"'], types: ['string', 'string'], direction: 'DESC' }

export function viewAccount(db: Reading, id: string): AccountView | null {
  const row = db.query<AccountView>(`${ACCOUNTS} WHERE "id" = ?`).get(id)
  return row === undefined ? null : { ...row }
}

/** Software Download accounts only: staff are people of the vendor. `login`: username or e-mail, kept in lower case. */
export function listAccounts(
  db: Reading,
  asked: PageAsked & { readonly login?: string | undefined },
): PageOf<AccountView> {
  const login = asked.login?.toLowerCase()
  const { sql, values } = listSql(ACCOUNTS, NEWEST_FIRST, asked, [
    condition('"role" = ?', 'customer'),
    condition('("username" = ? OR "email" = ?)', login, login),
  ])
  const rows = db.query<AccountView>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.createdAt, row.id],
    (row) => ({ ...row }),
  )
}
