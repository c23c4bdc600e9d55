import type { EpochMs } from '@latchkey/core/ids'
import type { Accounts } from '../accounts/accounts.ts'
import type { Config } from '../config.ts'
import type { Store } from '../store/store.ts'
import type { DataFolder } from './data-folder.ts'
import type { Terminal } from './terminal.ts'

/** What the composition root gives to every command. */
export interface CliContext {
  readonly config: Config
  readonly folder: DataFolder
  readonly terminal: Terminal
  readonly clock: () => EpochMs
  readonly random: (sizeBytes: number) => Uint8Array
  /** Opens the database of a folder for this process alone. Throws a StoreError when the folder does not allow it. */
  readonly openStore: (folder: DataFolder) => Promise<Store>
  /** The people of a folder: on a store that is open, or on its database beside a running server. Throws a StoreError likewise. */
  readonly openAccounts: (folder: DataFolder, store: Store | null) => Promise<OpenAccounts>
  /** Resolves when the process is asked to stop; from then on it is asked in vain, since stopping has an upper end of its own. */
  readonly untilStopped: () => Promise<void>
}

export interface OpenAccounts {
  readonly accounts: Accounts
  close(): Promise<void>
}
