import { posix, win32 } from 'node:path'
import type { Directories } from './config.ts'
import type { Platform } from './machine.ts'

/** Where the licenses of this PC lie, and for whom. */
export interface StoreLocation {
  readonly path: string
  readonly scope: 'machine' | 'user' | 'chosen'
}

export interface LocationAsked {
  readonly platform: Platform
  /** The directory named by the user; it wins. */
  readonly chosen: string | null
  readonly directories: Directories
}

/**
 * The places to try, best first: the chosen one alone; else machine-wide, so that every user of the PC runs what is licensed,
 * then the user's own, so that nobody needs rights they do not have.
 */
export function storeLocations({ platform, chosen, directories }: LocationAsked): readonly StoreLocation[] {
  const path = platform === 'windows' ? win32 : posix
  if (chosen !== null) return [{ path: path.resolve(chosen), scope: 'chosen' }]
  const user = userDirectory(platform, directories)
  const machine: StoreLocation = { path: machineDirectory(platform, directories), scope: 'machine' }
  return user === null ? [machine] : [machine, { path: user, scope: 'user' }]
}

function machineDirectory(platform: Platform, { programData }: Directories): string {
  switch (platform) {
    case 'windows':
      return win32.join(programData ?? 'C:\\ProgramData', 'Latchkey')
    case 'macos':
      return '/Library/Application Support/Latchkey'
    case 'linux':
      return '/var/lib/latchkey'
  }
}

function userDirectory(platform: Platform, directories: Directories): string | null {
  const { localAppData, xdgStateHome, home } = directories
  switch (platform) {
    case 'windows':
      if (localAppData !== null) return win32.join(localAppData, 'Latchkey')
      return home === null ? null : win32.join(home, 'AppData', 'Local', 'Latchkey')
    case 'macos':
      return home === null ? null : posix.join(home, 'Library', 'Application Support', 'Latchkey')
    case 'linux':
      // The XDG specification has relative paths ignored.
      if (xdgStateHome !== null && posix.isAbsolute(xdgStateHome)) return posix.join(xdgStateHome, 'latchkey')
      return home === null ? null : posix.join(home, '.local', 'state', 'latchkey')
  }
}
