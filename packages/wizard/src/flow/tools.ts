import type { ConnectionChoice } from '@latchkey/host/connection'
import type { Engine } from '@latchkey/host/engine'

/** What a person sets for the next start. */
export interface Settings {
  /** Speaks another language from now on, and keeps it; one that is not spoken changes nothing. */
  readonly speak: (tag: string) => Promise<void>
  /** Keeps the way to the server. */
  readonly keepConnection: (choice: ConnectionChoice) => void
}

/** What the flow works with besides its own state. */
export interface Tools extends Settings {
  readonly engine: Engine
}
