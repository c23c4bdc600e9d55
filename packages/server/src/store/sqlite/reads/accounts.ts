import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import type { AccountView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { loadAccount } from '../load.ts'
import { organizationsOf } from '../organizations.ts'
import { viewOwners } from './organizations.ts'

const ACCOUNTS = /* sql */ `
  SELECT "id" AS id, coalesce("displayUsername", "username", "email") AS username,
    CASE organization WHEN 1 THEN '' ELSE "email" END AS email, "createdAt" AS "createdAt", organization
  FROM accounts`
const NEWEST_FIRST: Order = { columns: ['"createdAt"', '"id"'], types: ['string', 'string'], direction: 'DESC' }

export function viewAccount(db: Reading, id: string): AccountView | null {
  const row = db.query<AccountRow>(`${ACCOUNTS} WHERE "id" = ?`).get(id)
  return row === undefined ? null : presentAccount(db, row)
}

type AccountRow = Pick<AccountView, 'id' | 'username' | 'email' | 'createdAt'> & { readonly organization: number }

function presentAccount(db: Reading, { organization, ...row }: AccountRow): AccountView {
  if (organization === 1) return { ...row, kind: 'organization', owners: viewOwners(db, row.id), organizations: [] }
  const organizations = organizationsOf(db, row.id).map((id) => {
    const { name } = loadAccount(db, id)
    return { id, name }
  })
  return { ...row, kind: 'person', owners: [], organizations }
}

/** Software Download accounts only: staff are people of the vendor. `login`: username or e-mail, kept in lower case. */
export function listAccounts(
  db: Reading,
  asked: PageAsked & { readonly login?: string | undefined; readonly kind?: 'person' | 'organization' | undefined },
): PageOf<AccountView> {
  const login = asked.login?.toLowerCase()
  const { sql, values } = listSql(ACCOUNTS, NEWEST_FIRST, asked, [
    // Written out: the small index of organizations is used only where the query says it.
    asked.kind === 'organization' ? { sql: 'organization = 1', values: [] } : condition('"role" = ?', 'customer'),
    asked.kind === 'person' ? { sql: 'organization = 0', values: [] } : null,
    condition('("username" = ? OR "email" = ?)', login, login),
  ])
  const rows = db.query<AccountRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.createdAt, row.id],
    (row) => presentAccount(db, row),
  )
}
