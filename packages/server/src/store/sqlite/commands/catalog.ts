import { ok, type Result } from '@latchkey/core/result'
import type { CommandOf } from '../../store.ts'
import type { PolicyView, ProductView } from '../../views.ts'
import { writeEvent, type Writing } from '../save.ts'

/** Creates or changes a product. */
export function performPutProduct(writing: Writing, command: CommandOf<'put-product'>): Result<ProductView, never> {
  const { id, name, edition, features } = command
  writing.tx.run(
    `INSERT INTO products (id, name, edition, features) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, edition = excluded.edition, features = excluded.features`,
    [id, name, edition, JSON.stringify(features)],
  )
  writeEvent(writing, 'product-put', { product: id, name, edition, features }, null)
  return ok({ id, name, edition, features: [...features] })
}

/** Creates or changes a policy; licenses already sold keep their terms. */
export function performPutPolicy(writing: Writing, command: CommandOf<'put-policy'>): Result<PolicyView, never> {
  const { id, name, terms } = command
  writing.tx.run(
    `INSERT INTO policies (id, name, terms) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, terms = excluded.terms`,
    [id, name, JSON.stringify(terms)],
  )
  writeEvent(writing, 'policy-put', { policy: id, name, terms }, null)
  return ok({ id, name, terms })
}
