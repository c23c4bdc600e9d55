import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import type { Platform } from '@latchkey/host/machine'
import type { Opener } from './run.ts'

/** What is known of the PC's browsers without asking them. */
export interface BrowserSurroundings {
  readonly platform: Platform
  /** The browser to use and no other; null to look for one. */
  readonly chosen: string | null
  /** Folders of programs, as PATH lists them. */
  readonly path: readonly string[]
  /** Folders below which Windows installs programs. */
  readonly programFolders: readonly string[]
  /** A folder of this user: the window's browser profile lies in it, apart from the person's own. */
  readonly folder: string
}

/** A browser that starts cold on a slow disk. */
const PATIENCE_MS = 30_000

/** The ways to open the window: as a window of its own with a browser of the Chromium family, then in the default browser. */
export function browserOpeners(surroundings: BrowserSurroundings): readonly Opener[] {
  const apps = chromiumsOf(surroundings).map((program) => appWindow(program, surroundings))
  return surroundings.chosen === null ? [...apps.slice(0, APPS_MAX), defaultBrowser(surroundings.platform)] : apps
}

/** Nobody waits for a third browser to fail. */
const APPS_MAX = 2

const WINDOW_SIZE = '1080,820'

function appWindow(program: string, { platform, folder }: BrowserSurroundings): Opener {
  const profile = pathsOf(platform).join(folder, 'window-profile')
  return {
    patienceMs: PATIENCE_MS,
    open: (url) =>
      started(program, [
        `--app=${url}`,
        `--user-data-dir=${profile}`,
        `--window-size=${WINDOW_SIZE}`,
        '--no-first-run',
        '--no-default-browser-check',
        '--disable-background-mode',
        '--disable-sync',
        '--class=license-wizard',
      ]),
  }
}

function defaultBrowser(platform: Platform): Opener {
  return {
    patienceMs: PATIENCE_MS,
    open: (url) => {
      switch (platform) {
        case 'linux':
          return started('xdg-open', [url])
        case 'macos':
          return started('open', [url])
        case 'windows':
          return started('rundll32.exe', ['url.dll,FileProtocolHandler', url])
      }
    },
  }
}

/** Programs of the Chromium family that are installed, in the order of preference. */
function chromiumsOf({ platform, chosen, path, programFolders }: BrowserSurroundings): readonly string[] {
  if (chosen !== null) return [chosen]
  switch (platform) {
    case 'linux':
      return LINUX.flatMap((name) =>
        path
          .map((folder) => posix.join(folder, name))
          .filter(existsSync)
          .slice(0, 1),
      )
    case 'macos':
      return MACOS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`).filter(existsSync)
    case 'windows':
      return WINDOWS.flatMap((name) => programFolders.map((folder) => win32.join(folder, name))).filter(existsSync)
  }
}

const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'vivaldi',
]
const MACOS = ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser', 'Vivaldi']
const WINDOWS = [
  String.raw`Microsoft\Edge\Application\msedge.exe`,
  String.raw`Google\Chrome\Application\chrome.exe`,
  String.raw`BraveSoftware\Brave-Browser\Application\brave.exe`,
  String.raw`Vivaldi\Application\vivaldi.exe`,
]

function pathsOf(platform: Platform) {
  return platform === 'windows' ? win32 : posix
}

/** Starts a program that outlives this one; comes false when it could not be started or has failed. */
function started(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    child.unref()
  })
}
