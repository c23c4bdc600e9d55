import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ExplicitSettings, type HostConfig, readHostConfig } from '@latchkey/host/config'
import { platformOf } from '@latchkey/host/machine'
import { storeLocations } from '@latchkey/host/store-location'

/** What the command is told by its environment: read once, here. */
export interface WizardConfig {
  readonly color: boolean
  readonly unicode: boolean
  /** Secrets that scripts hand over; null for none. */
  readonly password: string | null
  readonly key: string | null
  readonly language: LanguageWishes
  readonly window: WindowConfig
  /** Where this person's settings lie; null where the environment names no place for them. */
  readonly settingsFile: string | null
  /** Where this person looks for files: downloads first, the home folder last. */
  readonly fileFolders: readonly string[]
}

/** What the surroundings say about opening a window. */
export interface WindowConfig {
  /** Whether there is a screen of this PC in front of the person. */
  readonly canShow: boolean
  /** The browser to use and no other; null to look for one. */
  readonly browser: string | null
  /** Folders of programs: of PATH, and where Windows installs them. */
  readonly path: readonly string[]
  readonly programFolders: readonly string[]
  /** A folder of this user. */
  readonly folder: string
}

/** The languages a person may want, as tags (BCP 47). */
export interface LanguageWishes {
  /** LATCHKEY_LANGUAGE. */
  readonly named: string | null
  /** Those of the operating system, first choice first. */
  readonly system: readonly string[]
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
    window: readWindowConfig(env),
    language: { named: env['LATCHKEY_LANGUAGE'] || null, system: systemLanguages(env) },
    settingsFile: settingsFile(env),
    fileFolders: fileFolders(env),
  }
}

function readWindowConfig(env: Environment): WindowConfig {
  const platform = platformOf(process.platform)
  const isRemote = Boolean(env['SSH_CONNECTION'] || env['SSH_TTY'])
  const hasScreen = platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
  const places = storeLocations({ platform, chosen: null, directories: readHostConfig({}, env).directories })
  return {
    canShow: hasScreen && !isRemote,
    browser: env['LATCHKEY_BROWSER'] || null,
    path: (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
    programFolders: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => env[name] || []),
    folder: places.find(({ scope }) => scope === 'user')?.path ?? path.join(tmpdir(), 'latchkey'),
  }
}

/** The kernel's own console has no letters for these. */
const NOT_ON_THE_CONSOLE = /^(?:ja|zh|ar)\b/

/** POSIX names come first (`de_AT.UTF-8`), then what the operating system told ICU. "C" names no language. */
function systemLanguages(env: Environment): readonly string[] {
  const posix = [env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '']
    .map((name) => name.replace(/[.@].*$/, '').replaceAll('_', '-'))
    .filter((tag) => /^[a-z]{2,3}(?:-|$)/i.test(tag))
  const wished = [...posix, new Intl.DateTimeFormat().resolvedOptions().locale]
  return env['TERM'] === 'linux' ? wished.filter((tag) => !NOT_ON_THE_CONSOLE.test(tag)) : wished
}

function fileFolders(env: Environment): readonly string[] {
  const home = env['HOME'] || env['USERPROFILE']
  return home ? [path.join(home, 'Downloads'), home] : []
}

function settingsFile(env: Environment): string | null {
  const home = env['HOME'] || env['USERPROFILE'] || null
  const folders = {
    win32: env['APPDATA'] || null,
    darwin: home === null ? null : path.join(home, 'Library', 'Application Support'),
    linux: env['XDG_CONFIG_HOME'] || (home === null ? null : path.join(home, '.config')),
  }
  const { platform } = process
  const folder = folders[platform === 'win32' || platform === 'darwin' ? platform : 'linux']
  return folder === null ? null : path.join(folder, 'latchkey', 'wizard.json')
}

/** What a vendor built into its License Wizard (docs/package.md); null for what it left open. */
export interface VendorSettings {
  readonly server: string | null
  /** Thumbprint of the root key that this wizard trusts, and no other. */
  readonly rootKey: string | null
}

export const NO_VENDOR: VendorSettings = { server: null, rootKey: null }

/** Settings of the engine: what was named on the command line wins over the environment, and both over what is built in. */
export function readEngineConfig(explicit: ExplicitSettings, vendor: VendorSettings): HostConfig {
  const config = readHostConfig(explicit)
  return { ...config, server: config.server ?? vendor.server, rootKey: config.rootKey ?? vendor.rootKey }
}
