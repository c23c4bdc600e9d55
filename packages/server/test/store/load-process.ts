import { writeSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import * as f from './fixtures.ts'

/** Activates as fast as it can until it is killed; a line on stdout for each that was acknowledged. */

const [, , path = ''] = process.argv
const store = await openSqliteStore({ path, now: () => f.NOW })
await f.stockVendor({ ...store, execute: (command) => store.execute(fresh(command)) })

await Promise.all(Array.from({ length: 32 }, activateForever))

async function activateForever(): Promise<void> {
  for (;;) {
    const issue = f.issueKey()
    const unique = randomUUID()
    const licenseId = `${issue.products[0]?.licenseIds[0]}-${unique}` as f.IssuedKey['licenseIds'][number]
    const id = `${issue.key.id}-${unique}` as f.IssuedKey['keyId']
    const products = [{ product: f.CT, licenseIds: [licenseId] }]
    await f.done(store, fresh({ ...issue, key: { ...issue.key, id, digest: id }, products }))
    const command = fresh(f.hostOperation(f.host(unique), { key: id }, f.activate(id)))
    await f.done(store, command)
    writeSync(1, `${command.operation.id} ${command.host.id} ${licenseId}\n`)
  }
}

/** Ids of the fixtures are the same in every process; here they must not be. */
function fresh<
  C extends { readonly operation: { readonly id: string; readonly caller: string; readonly requestHash: string } },
>(command: C): C {
  return { ...command, operation: { ...command.operation, id: randomUUID() } }
}
