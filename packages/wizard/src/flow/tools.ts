import type { ConnectionChoice } from '@latchkey/host/connection'
import type { Refusal } from '@latchkey/core/refusals'
import type { Engine } from '@latchkey/host/engine'

/** What a person sets for the next start. */
export interface Settings {
  /** Speaks another language from now on, and keeps it; one that is not spoken changes nothing. */
  readonly speak: (tag: string) => Promise<void>
  /** Keeps the way to the server. */
  readonly keepConnection: (choice: ConnectionChoice) => void
  /** Why what was kept counts for nothing; null where it does, or nothing was kept. */
  readonly settingsRefusal: () => Refusal | null
}

/** Where a person keeps files, and whether a name is taken. */
export interface Files {
  /** Path of a file that is not there yet, in the folder where people look for theirs. */
  readonly suggest: (name: string, ending: string) => string
  /** A path as typed, in full. */
  readonly full: (path: string) => string
  readonly isThere: (path: string) => boolean
}

/** What the flow works with besides its own state. */
export interface Tools extends Settings {
  readonly files: Files
  readonly engine: Engine
}
