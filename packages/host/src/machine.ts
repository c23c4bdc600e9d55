import { execFile } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { arch, cpus, hostname, networkInterfaces, release } from 'node:os'
import { promisify } from 'node:util'

/** The three families of systems that keep their state in different ways; every other Unix is like Linux. */
export type Platform = 'windows' | 'macos' | 'linux'

/** What the engine may look at on the PC it runs on. Tests give the outputs of other PCs. */
export interface Machine {
  readonly platform: Platform
  readonly arch: string
  readonly hostName: string
  readonly osRelease: string
  readonly cpuModel: string | null
  readonly interfaces: readonly NetworkInterface[]
  /** The text of a file; null when it is not there or may not be read. */
  readText(path: string): string | null
  /** The names in a directory; none when it is not there or may not be read. */
  readNames(path: string): readonly string[]
  /** Where a symbolic link points; null when it is none. */
  readLink(path: string): string | null
  /** What a command prints; null when it fails or takes too long. */
  run(command: string, args: readonly string[]): Promise<string | null>
}

export interface NetworkInterface {
  readonly name: string
  readonly mac: string
}

const COMMAND_TIMEOUT_MS = 3_000
const execute = promisify(execFile)

/** The PC this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: platformOf(process.platform),
    arch: arch(),
    hostName: hostname(),
    osRelease: release(),
    cpuModel: cpus()[0]?.model.trim() ?? null,
    interfaces: Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
      (addresses ?? []).filter(({ internal }) => !internal).map(({ mac }) => ({ name, mac })),
    ),
    readText: (path) => attempt(() => readFileSync(path, 'utf8')),
    readNames: (path) => attempt(() => readdirSync(path).toSorted()) ?? [],
    readLink: (path) => attempt(() => readlinkSync(path)),
    run: async (command, args) => {
      try {
        const { stdout } = await execute(command, [...args], { timeout: COMMAND_TIMEOUT_MS, windowsHide: true })
        return stdout
      } catch {
        return null
      }
    },
  }
}

/** The family of a Node platform. */
export function platformOf(platform: NodeJS.Platform): Platform {
  if (platform === 'win32') return 'windows'
  return platform === 'darwin' ? 'macos' : 'linux'
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
