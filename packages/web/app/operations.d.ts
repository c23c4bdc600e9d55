/** Made by operations-plugin.ts. */
declare module 'virtual:operations' {
  import type { OperationName } from '@latchkey/contract/operations'

  export const OPERATIONS: Readonly<
    Record<OperationName, { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string }>
  >
}
