import type { Refusal } from '@latchkey/core/refusals'
import type { Result } from '@latchkey/core/result'
import type { ExplicitSettings } from '@latchkey/host/config'
import type { Engine } from '@latchkey/host/engine'
import type { WizardConfig } from '../config.ts'
import type { WindowEnd } from '../window/run.ts'

/** What a command speaks to: two streams out, one in, and the engine. */
export interface CommandIo {
  readonly config: WizardConfig
  /** The answer. */
  out(text: string): void
  /** The talk. */
  say(text: string): void
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  /** The next line of standard input; null at its end. */
  readLine(): Promise<string | null>
  /** Asks for a secret; null when the person gives up. */
  askSecret(question: string): Promise<string | null>
  /** Asks for a yes; anything else is a no. */
  askYes(question: string): Promise<boolean>
  openEngine(settings: ExplicitSettings): Promise<Result<Engine, Refusal>>
  /** Runs the interactive wizard in the terminal; gives its exit code. */
  runWizard(engine: Engine): Promise<number>
  /** Runs it as a window, also where nothing could be opened: that is told there. */
  runWindow(opened: Result<Engine, Refusal>, options: WindowOptions): Promise<WindowEnd>
  /** SETTINGS_DAMAGED where what the person had set counts for nothing. */
  settingsRefusal(): Refusal | null
}

export interface WindowOptions {
  /** Prints the address of the window instead of opening it. */
  readonly printUrl: boolean
  readonly settings: ExplicitSettings
}

/** A command that was called wrongly: nothing was done. Thrown for commander's own sake, which throws its own. */
export class UsageError extends Error {}
