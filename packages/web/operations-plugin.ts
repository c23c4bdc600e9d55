import { OPERATIONS, type OperationName, operationOf } from '@latchkey/contract/operations'
import type { Plugin } from 'vite'

const NAME = 'virtual:operations'

/**
 * For Vite: the operations of the contract as the pages need them, without their schemas. Pages and API come from the same server in the
 * same version, so that checking its answers once more would cost every reader 50 kB and find nothing.
 */
export function operationsAsData(): Plugin {
  return {
    name: 'latchkey-operations',
    resolveId: { filter: { id: /^virtual:operations$/ }, handler: () => `\0${NAME}` },
    load: {
      filter: { id: /^\0virtual:operations$/ },
      handler() {
        const rows = (Object.keys(OPERATIONS) as OperationName[]).map((name) => {
          const { method, path } = operationOf(name)
          return [name, { method, path }] as const
        })
        return { code: `export const OPERATIONS = ${JSON.stringify(Object.fromEntries(rows))}`, moduleType: 'js' }
      },
    },
  }
}
