import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A file or directory of the store could not be read or written: rights, a full disk, a broken device. */
export class StoreDenied extends Error {
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(`the store cannot be used at ${path}`, { cause })
    this.path = path
  }
}

/** No file of a store is larger; one that is was not written by us, and is read only so far. */
const FILE_BYTES_MAX = 512 * 1024

export interface WriteOptions {
  readonly mode: number
  /** Called with half of the content written: where a test pulls the plug. */
  readonly halfway?: () => void
}

/**
 * Writes a whole file or nothing: a temporary file beside it, flushed, then renamed over it, then the directory flushed.
 * A kill at any moment leaves the old content or the new one, and at most a temporary file.
 */
export async function writeFileAtomic(path: string, content: string, options: WriteOptions): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    await writeFlushed(temporary, Buffer.from(content), options)
    await rename(temporary, path)
    await flushDirectory(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new StoreDenied(path, error)
  }
}

async function writeFlushed(path: string, bytes: Buffer, { mode, halfway }: WriteOptions): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, mode)
  try {
    const half = bytes.length >> 1
    await file.writeFile(bytes.subarray(0, half))
    halfway?.()
    await file.writeFile(bytes.subarray(half))
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Windows cannot flush a directory; its file system journals the rename. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, constants.O_RDONLY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Removes a file for good; one that is not there is removed already. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true })
    await flushDirectory(dirname(path))
  } catch (error) {
    if (isMissing(error)) return
    throw new StoreDenied(path, error)
  }
}

/** The text of a file; null when there is none. */
export async function readFileOrNull(path: string): Promise<string | null> {
  try {
    const file = await open(path, constants.O_RDONLY)
    try {
      const buffer = Buffer.alloc(FILE_BYTES_MAX)
      let length = 0
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, FILE_BYTES_MAX - length, null)
        length += bytesRead
        if (bytesRead === 0 || length === FILE_BYTES_MAX) return buffer.toString('utf8', 0, length)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isMissing(error)) return null
    throw new StoreDenied(path, error)
  }
}

/** The names in a directory, in order; none when there is no directory. */
export async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw new StoreDenied(directory, error)
  }
}

/** Makes a directory and those above it. Step by step: Node's own recursive way never returns below `/proc`. */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    await makeOne(path, mode)
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw new StoreDenied(path, error)
    await makeDirectory(dirname(path), mode)
    try {
      await makeOne(path, mode)
    } catch (again) {
      throw new StoreDenied(path, again)
    }
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if (!(await stat(path).catch(() => null))?.isDirectory()) throw error
  }
}

/** Removes temporary files that a killed process left; only while the store is locked, or a living one's would go. */
export async function removeTemporaryFiles(directory: string): Promise<void> {
  const names = (await listNames(directory)).filter((name) => name.startsWith('.') && name.endsWith('.tmp'))
  for (const name of names) await removeFile(join(directory, name))
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Whether files can be written in a directory: writes one and removes it. */
export async function tryWriting(directory: string): Promise<void> {
  // Not among the temporary files, which another process may be tidying up at this moment.
  const path = join(directory, '.try')
  try {
    await writeFlushed(path, Buffer.from('Written to see whether it can be.'), { mode: 0o600 })
  } catch (error) {
    throw new StoreDenied(directory, error)
  }
  await removeFile(path)
}
