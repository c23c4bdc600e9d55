import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result } from '@latchkey/core/result'
import { z } from 'zod'
import { StoreError } from '../store/errors.ts'
import { holdLock } from '../store/sqlite/lock.ts'
import { type CliRefusal, operatorRefusal } from './refusal.ts'

/** What lies in a data folder and under which names. Everything in it but `server.json` belongs into a backup. */
export interface DataFolder {
  readonly path: string
  readonly database: string
  /** Signing keys, and the secrets that the database alone must not hold. */
  readonly keys: string
  /** The API token of commands that run on this machine. */
  readonly operatorToken: string
  /** Where the server that runs now is found. */
  readonly serverFile: string
  /** Mails, where no mail server is set. */
  readonly outbox: string
  /** Files of releases, where no other place is set. */
  readonly downloads: string
  /** What the demo printed, so that it prints the same again. */
  readonly demo: string
}

/** Names the files of a data folder; nothing is created. */
export function dataFolder(path: string): DataFolder {
  return {
    path,
    database: join(path, 'latchkey.db'),
    keys: join(path, 'keys'),
    operatorToken: join(path, 'operator-token'),
    serverFile: join(path, 'server.json'),
    outbox: join(path, 'outbox'),
    downloads: join(path, 'downloads'),
    demo: join(path, 'demo.json'),
  }
}

/** Takes the folder for this process, until `release`; a running server holds it too. */
export function lockDataFolder(folder: DataFolder): Result<{ release(): void }, CliRefusal> {
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 })
    return ok(holdLock(folder.database))
  } catch (cause) {
    return err(refusalOfFolder(cause, folder.path))
  }
}

/** What keeps a data folder from being used, as the operator is told. Whatever is no fault of the folder is thrown on. */
export function refusalOfFolder(cause: unknown, path: string): CliRefusal {
  if (cause instanceof StoreError) {
    switch (cause.problem) {
      case 'in-use':
        return operatorRefusal('DATA_IN_USE', path)
      case 'full':
      case 'not-writable':
        return operatorRefusal('DATA_DENIED', path)
      case 'damaged':
      case 'newer-schema':
        return operatorRefusal('DATA_DAMAGED', cause.message)
      case 'stopped':
      case 'failed':
        throw cause
    }
  }
  if (DENIED.has(systemCode(cause) ?? '')) return operatorRefusal('DATA_DENIED', path)
  throw cause
}

/** The code of a failed system call, such as `ENOENT`. */
export function systemCode(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/** The operator's to mend, not bugs. */
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'])

/** Writes a file that only its owner may read, whole or not at all. */
export function writePrivateFile(path: string, text: string): void {
  const part = `${path}.tmp`
  rmSync(part, { force: true })
  writeFileSync(part, text, { mode: 0o600, flush: true })
  renameSync(part, path)
}

const serverFile = z.object({ url: z.url(), pid: z.int() })

/** Tells commands where the server is. */
export function writeServerFile(folder: DataFolder, url: string): void {
  writePrivateFile(folder.serverFile, `${JSON.stringify({ url, pid: process.pid })}\n`)
}

/** The URL of the server that runs on the folder, or ran there last; null if none ever did. */
export function readServerUrl(folder: DataFolder): string | null {
  try {
    return serverFile.parse(JSON.parse(readFileSync(folder.serverFile, 'utf8'))).url
  } catch {
    return null
  }
}

/** The operator's token of the folder. */
export function readOperatorToken(folder: DataFolder): Result<string, CliRefusal> {
  try {
    return ok(readFileSync(folder.operatorToken, 'utf8').trim())
  } catch {
    return err(operatorRefusal('TOKEN_MISSING', folder.operatorToken))
  }
}
