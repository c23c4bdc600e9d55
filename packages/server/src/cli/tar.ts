import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'

/**
 * The ustar format (POSIX.1-1988), as much of it as a backup needs: plain files under short names. A backup is a tar so that
 * anybody can look into it and take it apart without Latchkey.
 */
const BLOCK_BYTES = 512
const NAME_BYTES_MAX = 99
/** Eleven octal digits. */
const FILE_BYTES_MAX = 0o77777777777
const CHUNK_BYTES = 1024 * 1024

/** A file to be written into an archive. */
export interface TarSource {
  readonly name: string
  readonly path: string
}

/** Writes an archive that only its owner may read. The path must not exist. */
export async function writeTar(path: string, sources: readonly TarSource[], modifiedAt: number): Promise<void> {
  const archive = await open(path, 'wx', 0o600)
  try {
    for (const { name, path: source } of sources) {
      const { size } = await stat(source)
      await archive.write(headerOf(name, size, modifiedAt))
      // The file may not grow beyond what its header says.
      if (size > 0)
        for await (const chunk of createReadStream(source, { end: size - 1 })) await archive.write(chunk as Buffer)
      await archive.write(Buffer.alloc(paddingOf(size)))
    }
    await archive.write(Buffer.alloc(2 * BLOCK_BYTES))
    await archive.sync()
  } finally {
    await archive.close()
  }
}

/** A file within an archive. */
export interface TarEntry {
  readonly name: string
  readonly sizeBytes: number
  /** Where its bytes begin. */
  readonly offset: number
}

/** Lists an archive; null if it is none, or is cut short. */
export async function listTar(archive: FileHandle): Promise<readonly TarEntry[] | null> {
  const { size } = await archive.stat()
  const entries: TarEntry[] = []
  const header = Buffer.alloc(BLOCK_BYTES)
  for (let offset = 0; offset + BLOCK_BYTES <= size;) {
    await archive.read(header, 0, BLOCK_BYTES, offset)
    if (header.every((byte) => byte === 0)) return entries
    const entry = readHeader(header, offset + BLOCK_BYTES)
    if (entry === null || entry.offset + entry.sizeBytes > size) return null
    entries.push(entry)
    offset = entry.offset + entry.sizeBytes + paddingOf(entry.sizeBytes)
  }
  // The two empty blocks at the end are what tells a whole archive from one that was cut.
  return null
}

/** Reads an entry piece by piece. */
export async function* readEntry(archive: FileHandle, { offset, sizeBytes }: TarEntry): AsyncGenerator<Buffer> {
  for (let done = 0; done < sizeBytes;) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, sizeBytes - done))
    const { bytesRead } = await archive.read(chunk, 0, chunk.length, offset + done)
    if (bytesRead === 0) return
    yield chunk.subarray(0, bytesRead)
    done += bytesRead
  }
}

/** SHA-256 of a file, hex. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES
}

function headerOf(name: string, size: number, modifiedAt: number): Buffer {
  if (Buffer.byteLength(name) > NAME_BYTES_MAX || size > FILE_BYTES_MAX)
    throw new RangeError(`${name} does not fit a tar`)
  const header = Buffer.alloc(BLOCK_BYTES)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write(
    `${Math.floor(modifiedAt / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function readHeader(header: Buffer, offset: number): TarEntry | null {
  const text = (from: number, length: number) => header.toString('latin1', from, from + length).replace(/[\0 ]+$/, '')
  const expected = Number.parseInt(text(148, 8), 8)
  const isPlainFile = text(156, 1) === '0'
  if (text(257, 5) !== 'ustar' || expected !== checksumOf(header) || !isPlainFile) return null
  return { name: text(0, 100), sizeBytes: Number.parseInt(text(124, 12), 8), offset }
}

/** Sum of all bytes, those of the sum itself taken as spaces. */
function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0)
}
