import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import type { PolicyView, ProductView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { listSql, type Order } from '../list-sql.ts'
import { parseTerms } from '../load.ts'

const BY_ID: Order = { columns: ['id'], types: ['string'], direction: 'ASC' }

interface ProductRow {
  readonly id: string
  readonly name: string
  readonly edition: string
  readonly features: string
}

interface PolicyRow {
  readonly id: string
  readonly name: string
  readonly terms: string
}

export function listProducts(db: Reading, asked: PageAsked): PageOf<ProductView> {
  const { sql, values } = listSql('SELECT id, name, edition, features FROM products', BY_ID, asked, [])
  const rows = db.query<ProductRow>(sql).all(...values)
  const view = (row: ProductRow): ProductView => ({ ...row, features: JSON.parse(row.features) })
  return pageOf(rows, asked, (row) => [row.id], view)
}

export function listPolicies(db: Reading, asked: PageAsked): PageOf<PolicyView> {
  const { sql, values } = listSql('SELECT id, name, terms FROM policies', BY_ID, asked, [])
  const rows = db.query<PolicyRow>(sql).all(...values)
  const view = (row: PolicyRow): PolicyView => ({ ...row, terms: parseTerms(row.terms) })
  return pageOf(rows, asked, (row) => [row.id], view)
}

export function viewPolicy(db: Reading, id: string): PolicyView | null {
  const row = db.query<PolicyRow>('SELECT id, name, terms FROM policies WHERE id = ?').get(id)
  return row === undefined ? null : { ...row, terms: parseTerms(row.terms) }
}
