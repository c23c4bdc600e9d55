import { type ExplicitSettings, type HostConfig, readHostConfig } from '@latchkey/host/config'

/** What the command is told by its environment: read once, here. */
export interface WizardConfig {
  readonly color: boolean
  readonly unicode: boolean
  /** Secrets that scripts hand over; null for none. */
  readonly password: string | null
  readonly key: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads how to speak to the terminal, and secrets. NO_COLOR: https://no-color.org */
export function readWizardConfig(isTty: boolean, env: Environment = process.env): WizardConfig {
  const isPlain = env['TERM'] === 'dumb' || (env['NO_COLOR'] ?? '') !== ''
  const charset = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  const isUnicode = process.platform === 'win32' ? Boolean(env['WT_SESSION']) : /utf-?8/i.test(charset)
  return {
    color: isTty && !isPlain,
    unicode: isUnicode && env['TERM'] !== 'linux',
    password: env['LATCHKEY_PASSWORD'] || null,
    key: env['LATCHKEY_KEY'] || null,
  }
}

/** Settings of the engine: what was named on the command line wins over the environment. */
export function readEngineConfig(explicit: ExplicitSettings): HostConfig {
  return readHostConfig(explicit)
}
