import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isFuseFlipped } from './fuse.ts'
import { type Target, type TargetName, TARGETS } from './targets.ts'

/** A Node.js program that the vendor fetched and checked: npm does not have each version for each machine. */
export interface GivenNode {
  readonly target: TargetName
  readonly path: string
}

const MAGIC = {
  elf: Buffer.from('7f454c46', 'hex'),
  pe: Buffer.from('MZ'),
  'mach-o': Buffer.from('cffaedfe', 'hex'),
} as const satisfies Record<Target['format'], Buffer>

/** Node names the archive of its headers in itself. */
const VERSION = /node-v(?<version>\d+\.\d+\.\d+)-headers\.tar\.gz/

/** Throws unless it is a Node of the right machine and of the version that everything else is tested with. */
export async function checkGivenNode({ target, path }: GivenNode): Promise<void> {
  if (!existsSync(path)) throw new Error(`${path} does not exist`)
  const program = await readFile(path)
  const { format } = TARGETS[target]
  if (!program.subarray(0, 4).includes(MAGIC[format])) throw new Error(`${path} is no program for ${target}`)
  const version = VERSION.exec(program.toString('latin1'))?.groups?.['version'] ?? 'unknown'
  const wanted = TARGETS['linux-x64'].node.version
  if (isFuseFlipped(program) !== false || version !== wanted) {
    throw new Error(`${path} is no Node.js ${wanted} that can carry a program (its version: ${version})`)
  }
}
