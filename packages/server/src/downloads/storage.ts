import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { err, ok, type Result } from '@latchkey/core/result'

/** Part of a file, both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What a storage says of a file before any of it is read. */
export interface StoredFile {
  readonly sizeBytes: number
  /** Another one whenever the content may have changed. */
  readonly tag: string
}

export type StorageProblem = 'FILE_MISSING' | 'STORAGE_DOWN'

/** A file that is open: what was said of it is true of what is read. */
export interface OpenFile extends StoredFile {
  /** Reads all or part of it, once. */
  read(range: ByteRange | null): Promise<Readable>
  /** For an open file that is not read. */
  close(): Promise<void>
}

/** Where the files of releases lie: a folder of this machine, or a bucket. Paths were checked by the contract: no `..`, no backslash. */
export interface DownloadStorage {
  open(path: string): Promise<Result<OpenFile, StorageProblem>>
}

/** Size and SHA-256 of a whole file, in hex. */
export async function digestOf(
  storage: DownloadStorage,
  path: string,
): Promise<Result<StoredFile & { readonly sha256: string }, StorageProblem>> {
  const opened = await storage.open(path)
  if (!opened.ok) return opened
  const { sizeBytes, tag } = opened.value
  const hash = createHash('sha256')
  try {
    for await (const chunk of await opened.value.read(null)) hash.update(chunk)
  } catch {
    return err('STORAGE_DOWN')
  }
  return ok({ sizeBytes, tag, sha256: hash.digest('hex') })
}

/**
 * Opens a file only if it is the one that was published. A storage that knows it by another tag (a backup put back, a copy) has it
 * read through once; what was found is remembered for as long as the process lives.
 */
export class PublishedFiles {
  readonly #storage: DownloadStorage
  /** The checksum of a file under a tag. */
  readonly #known = new Map<string, string>()

  constructor(storage: DownloadStorage) {
    this.#storage = storage
  }

  async open(file: {
    readonly path: string
    readonly sha256: string
    readonly sizeBytes: number
    readonly tag: string
  }): Promise<Result<OpenFile, StorageProblem | 'FILE_CHANGED'>> {
    const opened = await this.#storage.open(file.path)
    if (!opened.ok) return opened
    const { tag, sizeBytes } = opened.value
    if (tag === file.tag) return opened
    const name = `${tag} ${file.path}`
    const sha256 =
      this.#known.get(name) ?? (sizeBytes === file.sizeBytes ? await this.#digest(file.path, name, tag) : '')
    if (sha256 === file.sha256) return opened
    await opened.value.close()
    return err('FILE_CHANGED')
  }

  async #digest(path: string, name: string, tag: string): Promise<string> {
    const digest = await digestOf(this.#storage, path)
    if (!digest.ok || digest.value.tag !== tag) return ''
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.set(name, digest.value.sha256)
    return digest.value.sha256
  }
}

const KNOWN_MAX = 1_000
