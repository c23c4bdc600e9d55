import { createHash } from 'node:crypto'

/**
 * The ad-hoc signature of a 64-bit Mach-O program: Apple silicon starts nothing without one. It says nothing of who made the
 * program; a vendor's own (`codesign --force`, docs/package.md) takes its place. The form is that of XNU's cs_blobs.h: a directory of
 * the SHA-256 of each page, at the end of the file.
 */
const MH_MAGIC_64 = 0xfe_ed_fa_cf
const HEADER_BYTES = 32
const LC_SEGMENT_64 = 0x19
const LC_CODE_SIGNATURE = 0x1d
const SUPER_BLOB = 0xfa_de_0c_c0
const CODE_DIRECTORY = 0xfa_de_0c_02
const DIRECTORY_BYTES = 88
const SUPER_BLOB_BYTES = 20
const VERSION_WITH_EXEC_SEGMENT = 0x2_04_00
const AD_HOC = 2
const SHA256 = 2
const HASH_BYTES = 32
const PAGE_BITS = 12
const PAGE_BYTES = 1 << PAGE_BITS
const MAIN_PROGRAM = 1n

interface Command {
  readonly kind: number
  readonly at: number
  readonly sizeBytes: number
}

/** Signs a program that has no signature. Throws for what is no 64-bit Mach-O program or is signed. */
export function signAdHoc(unsigned: Buffer, identifier: string): Buffer {
  const commands = commandsOf(unsigned)
  if (commands.some(({ kind }) => kind === LC_CODE_SIGNATURE)) throw new Error('the program is signed already')
  const linkEdit = segmentOf(unsigned, commands, '__LINKEDIT')
  const signatureAt = aligned(unsigned.length, 16)
  const signatureBytes = aligned(sizeOfSignature(signatureAt, identifier), 16)
  const program = Buffer.alloc(signatureAt + signatureBytes)
  unsigned.copy(program)
  addCommand(program, commands, signatureAt, signatureBytes)
  const linkEditBytes = BigInt(program.length) - program.readBigUInt64LE(linkEdit.at + 40)
  program.writeBigUInt64LE(linkEditBytes, linkEdit.at + 48)
  program.writeBigUInt64LE(BigInt(aligned(Number(linkEditBytes), 0x4000)), linkEdit.at + 32)
  const text = segmentOf(program, commands, '__TEXT')
  const execSegment = { from: program.readBigUInt64LE(text.at + 40), size: program.readBigUInt64LE(text.at + 48) }
  signatureOf(program.subarray(0, signatureAt), identifier, execSegment).copy(program, signatureAt)
  return program
}

/** Whether every page of a program is what its signature says; null for one without a signature of this form. */
export function isSignatureTrue(program: Buffer): boolean | null {
  const command = commandsOf(program).find(({ kind }) => kind === LC_CODE_SIGNATURE)
  if (command === undefined) return null
  const signature = program.subarray(program.readUInt32LE(command.at + 8))
  if (signature.readUInt32BE(0) !== SUPER_BLOB) return null
  const directory = directoryIn(signature)
  if (directory === null) return null
  const hashesAt = directory.readUInt32BE(16)
  const count = directory.readUInt32BE(28)
  const pages = pageHashes(program.subarray(0, directory.readUInt32BE(32)), 1 << (directory[39] ?? 0))
  return (
    pages.length === count && Buffer.concat(pages).equals(directory.subarray(hashesAt, hashesAt + count * HASH_BYTES))
  )
}

/** The bytes of a section; null for none. */
export function sectionOf(program: Buffer, segment: string, section: string): Buffer | null {
  for (const { kind, at } of commandsOf(program)) {
    if (kind !== LC_SEGMENT_64 || nameAt(program, at + 8) !== segment) continue
    for (let i = 0; i < program.readUInt32LE(at + 64); i++) {
      const from = at + 72 + i * 80
      if (nameAt(program, from) !== section) continue
      const offset = program.readUInt32LE(from + 48)
      return program.subarray(offset, offset + Number(program.readBigUInt64LE(from + 40)))
    }
  }
  return null
}

/** CPU type of a program: 0x0100000c is arm64. */
export function cpuOf(program: Buffer): number {
  return program.readUInt32LE(4)
}

function commandsOf(program: Buffer): readonly Command[] {
  if (program.length < HEADER_BYTES || program.readUInt32LE(0) !== MH_MAGIC_64)
    throw new Error('no 64-bit Mach-O program')
  const commands: Command[] = []
  let at = HEADER_BYTES
  for (let i = 0; i < program.readUInt32LE(16); i++) {
    const sizeBytes = program.readUInt32LE(at + 4)
    commands.push({ kind: program.readUInt32LE(at), at, sizeBytes })
    at += sizeBytes
  }
  return commands
}

function segmentOf(program: Buffer, commands: readonly Command[], name: string): Command {
  const found = commands.find(({ kind, at }) => kind === LC_SEGMENT_64 && nameAt(program, at + 8) === name)
  if (found === undefined) throw new Error(`the program has no ${name}`)
  return found
}

function nameAt(program: Buffer, at: number): string {
  return program.toString('latin1', at, at + 16).replace(/\0.*$/, '')
}

function addCommand(program: Buffer, commands: readonly Command[], dataAt: number, dataBytes: number): void {
  const end = HEADER_BYTES + program.readUInt32LE(20)
  const sections = commands.filter(({ kind }) => kind === LC_SEGMENT_64).flatMap(({ at }) => sectionStarts(program, at))
  if (end + 16 > Math.min(...sections)) throw new Error('the program has no room for a signature')
  program.writeUInt32LE(LC_CODE_SIGNATURE, end)
  program.writeUInt32LE(16, end + 4)
  program.writeUInt32LE(dataAt, end + 8)
  program.writeUInt32LE(dataBytes, end + 12)
  program.writeUInt32LE(commands.length + 1, 16)
  program.writeUInt32LE(end - HEADER_BYTES + 16, 20)
}

/** Where the bytes of a segment's sections begin; those that take no room in the file do not count. */
function sectionStarts(program: Buffer, at: number): readonly number[] {
  const starts = Array.from({ length: program.readUInt32LE(at + 64) }, (_, i) =>
    program.readUInt32LE(at + 72 + i * 80 + 48),
  )
  return starts.filter((start) => start > 0)
}

function sizeOfSignature(codeBytes: number, identifier: string): number {
  return SUPER_BLOB_BYTES + DIRECTORY_BYTES + identifier.length + 1 + Math.ceil(codeBytes / PAGE_BYTES) * HASH_BYTES
}

function signatureOf(code: Buffer, identifier: string, execSegment: { from: bigint; size: bigint }): Buffer {
  const hashes = pageHashes(code, PAGE_BYTES)
  const signature = Buffer.alloc(sizeOfSignature(code.length, identifier))
  const words = (at: number, ...values: readonly number[]) => {
    for (const [i, value] of values.entries()) signature.writeUInt32BE(value, at + i * 4)
  }
  words(0, SUPER_BLOB, signature.length, 1, 0, SUPER_BLOB_BYTES)
  const directory = signature.subarray(SUPER_BLOB_BYTES)
  const hashesAt = DIRECTORY_BYTES + identifier.length + 1
  words(
    SUPER_BLOB_BYTES,
    CODE_DIRECTORY,
    directory.length,
    VERSION_WITH_EXEC_SEGMENT,
    AD_HOC,
    hashesAt,
    DIRECTORY_BYTES,
  )
  words(SUPER_BLOB_BYTES + 24, 0, hashes.length, code.length)
  directory.set([HASH_BYTES, SHA256, 0, PAGE_BITS], 36)
  directory.writeBigUInt64BE(execSegment.from, 64)
  directory.writeBigUInt64BE(execSegment.size, 72)
  directory.writeBigUInt64BE(MAIN_PROGRAM, 80)
  directory.write(identifier, DIRECTORY_BYTES, 'latin1')
  Buffer.concat(hashes).copy(directory, hashesAt)
  return signature
}

function pageHashes(code: Buffer, pageBytes: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(code.length / pageBytes) }, (_, page) =>
    createHash('sha256')
      .update(code.subarray(page * pageBytes, (page + 1) * pageBytes))
      .digest(),
  )
}

/** The directory of SHA-256: the first, or an alternative one beside it. */
function directoryIn(signature: Buffer): Buffer | null {
  for (let i = 0; i < signature.readUInt32BE(8); i++) {
    const blob = signature.subarray(signature.readUInt32BE(12 + i * 8 + 4))
    if (blob.readUInt32BE(0) === CODE_DIRECTORY && blob[37] === SHA256) return blob
  }
  return null
}

function aligned(value: number, to: number): number {
  return Math.ceil(value / to) * to
}
