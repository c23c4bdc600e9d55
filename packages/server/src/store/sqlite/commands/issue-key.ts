import type { EventId, OrderId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import { defaultHostsMax } from '@latchkey/core/seats'
import type { CommandAnswers, CommandOf, CommandRefusal } from '../../store.ts'
import { queueMail } from '../queue-mail.ts'
import { viewKey } from '../reads/keys.ts'
import { writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import type { Tx } from '../transaction.ts'
import { productsOfKey } from './key-mail.ts'

/** Issues a key with its licenses; each license keeps a copy of the policy's terms. */
export function performIssueKey(
  writing: Writing,
  command: CommandOf<'issue-key'>,
): Result<CommandAnswers['issue-key'], Extract<CommandRefusal, 'NOT_FOUND' | 'ALREADY_EXISTS'>> {
  const { tx } = writing
  const policy = tx.query<{ readonly terms: string }>('SELECT terms FROM policies WHERE id = ?').get(command.policy)
  const product = tx.query('SELECT 1 FROM products WHERE id = ?')
  if (policy === undefined) return err('NOT_FOUND')
  if (command.products.some((seats) => product.get(seats.product) === undefined)) return err('NOT_FOUND')
  if (!insertKey(tx, command)) return err('ALREADY_EXISTS')
  let event: EventId | null = null
  for (const { product, licenseIds } of command.products) {
    for (const id of licenseIds) {
      tx.run(
        `INSERT INTO licenses (id, key_id, product, policy, terms, standing, expires_at, account, generation, version, created_at)
         VALUES (?, ?, ?, ?, ?, 'good', ?, NULL, 0, 1, ?)`,
        [id, command.key.id, product, command.policy, policy.terms, command.expiresAt, command.at],
      )
      event = writeEvent(writing, 'issued', { keyId: command.key.id, policy: command.policy }, { id, version: 1 })
    }
  }
  const view = viewKey(tx, command.key.id, command.at)
  if (view === null) throw new Error('the key just issued is missing')
  if (command.recipient !== undefined && event !== null) {
    const facts = { key: command.key.id, order: view.order, products: productsOfKey(view) }
    queueMail(writing, event, { template: 'key-delivered', facts, to: command.recipient })
  }
  return ok({ ...view, sealed: command.key.sealed })
}

/** False if the key, or its id, was issued already; also if it was replaced since: whoever knows it must not be served again. */
function insertKey(tx: Tx, { key, order, products, at }: CommandOf<'issue-key'>): boolean {
  if (tx.query('SELECT 1 FROM retired_keys WHERE digest = ?').get(key.digest) !== undefined) return false
  const seats = products.flatMap(({ product, licenseIds }) => licenseIds.map(() => product))
  const hostsMax = key.hostsMax ?? defaultHostsMax(seats)
  try {
    tx.run(
      `INSERT INTO activation_keys (id, order_id, digest, sealed, last5, legacy, hosts_max, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [key.id, orderId(tx, order, at), key.digest, key.sealed, key.last5, Number(key.legacy), hostsMax, at],
    )
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

function orderId(tx: Tx, number: string, at: number): OrderId {
  const known = tx.query<{ readonly id: OrderId }>('SELECT id FROM orders WHERE number = ?').get(number)
  if (known !== undefined) return known.id
  const id = tx.newId('ord')
  tx.run('INSERT INTO orders (id, number, created_at) VALUES (?, ?, ?)', [id, number, at])
  return id
}
