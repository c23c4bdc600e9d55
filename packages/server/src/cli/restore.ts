import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { err, ok, type Result } from '@latchkey/core/result'
import type { z } from 'zod'
import { openConnection } from '../store/sqlite/connection.ts'
import { toStoreError } from '../store/sqlite/sqlite-errors.ts'
import { backupManifest, MANIFEST_NAME } from './backup.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { type DataFolder, lockDataFolder, refusalOfFolder } from './data-folder.ts'
import { countText } from './present.ts'
import { type CliRefusal, refuse } from './refusal.ts'
import { listTar, readEntry, type TarEntry } from './tar.ts'

type Manifest = z.output<typeof backupManifest>

const MANIFEST_BYTES_MAX = 1024 * 1024
const REPLACED = 'replaced-'
const RESTORING = '.restoring'

export const restore: CommandSpec<CliContext, { readonly force?: true }> = {
  usage: 'restore <file.tar>',
  summary: 'Put a backup into an empty data folder; the server must be stopped',
  options: [{ flags: '--force', words: 'move data that is there aside first, into a folder within' }],
  async run(context, { words: [source = ''], options: { force } }) {
    const { folder, clock } = context
    const startedAt = clock()
    const archive = await openBackup(resolve(source))
    if (!archive.ok) return archive
    try {
      const lock = lockDataFolder(folder)
      if (!lock.ok) return lock
      try {
        const restored = await restoreLocked(context, archive.value, force === true)
        if (!restored.ok) return restored
        const { manifest, movedAside } = restored.value
        const tookMs = clock() - startedAt
        const aside = movedAside === null ? '' : `What was there is now in ${movedAside}\n`
        const text = `Restored ${countText(manifest.files.length, 'file')} of ${manifest.createdAt} into ${folder.path}\n${aside}Ready to serve again after ${tookMs} ms.\n`
        const { createdAt, files } = manifest
        return ok({ json: { path: folder.path, createdAt, files: files.length, movedAside, tookMs }, text })
      } finally {
        lock.value.release()
      }
    } finally {
      await archive.value.close()
    }
  },
}

async function openBackup(path: string): Promise<Result<FileHandle, CliRefusal>> {
  try {
    return ok(await open(path))
  } catch (cause) {
    return refuse('FILE_UNREADABLE', `${path} (${cause instanceof Error ? cause.message : String(cause)})`)
  }
}

interface Restored {
  readonly manifest: Manifest
  readonly movedAside: string | null
}

/** Unpacks and checks everything before anything that is there is touched. */
async function restoreLocked(
  { folder, clock }: CliContext,
  archive: FileHandle,
  force: boolean,
): Promise<Result<Restored, CliRefusal>> {
  const there = entriesThere(folder)
  if (there.length > 0 && !force) return refuse('DATA_EXISTS', folder.path)
  const work = join(folder.path, RESTORING)
  try {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { mode: 0o700 })
    const manifest = await unpack(archive, work)
    if (!manifest.ok) return manifest
    const damage = damageOf(join(work, 'latchkey.db'))
    if (damage !== null) return refuse('BACKUP_DAMAGED', damage)
    const movedAside = moveAside(folder, there, clock())
    // The database comes last: a restore that was cut off leaves no folder that looks complete.
    const unpacked = readdirSync(work).toSorted((a, b) => Number(a === 'latchkey.db') - Number(b === 'latchkey.db'))
    for (const name of unpacked) renameSync(join(work, name), join(folder.path, name))
    return ok({ manifest: manifest.value, movedAside })
  } catch (cause) {
    return err(refusalOfFolder(cause, folder.path))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Everything in the folder but our own lock and what earlier restores moved aside. */
function entriesThere(folder: DataFolder): readonly string[] {
  return readdirSync(folder.path).filter((name) => !isOwn(name))
}

function isOwn(name: string): boolean {
  return name.startsWith('latchkey.db-lock') || name === RESTORING || name.startsWith(REPLACED)
}

function moveAside(folder: DataFolder, names: readonly string[], at: number): string | null {
  if (names.length === 0) return null
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-')
  const aside = join(folder.path, `${REPLACED}${stamp}`)
  mkdirSync(aside, { mode: 0o700 })
  // The database first: from here on the folder does not look complete.
  for (const name of names.toSorted((a, b) => Number(b === 'latchkey.db') - Number(a === 'latchkey.db'))) {
    renameSync(join(folder.path, name), join(aside, name))
  }
  return aside
}

async function unpack(archive: FileHandle, work: string): Promise<Result<Manifest, CliRefusal>> {
  const entries = await listTar(archive)
  if (entries === null) return refuse('BACKUP_DAMAGED', 'it is no tar file, or the end of it is missing')
  const [first, ...others] = entries
  const manifest = first === undefined ? null : await readManifest(archive, first)
  if (manifest === null) return refuse('BACKUP_DAMAGED', 'it has no list of its files')
  const isWhole =
    manifest.files.length === others.length && manifest.files.every(({ name }, index) => others[index]?.name === name)
  if (!isWhole) return refuse('BACKUP_DAMAGED', 'its files are not those of its list')
  for (const [index, entry] of others.entries()) {
    const sha256 = await unpackEntry(archive, entry, join(work, entry.name))
    if (sha256 !== manifest.files[index]?.sha256) return refuse('BACKUP_DAMAGED', `${entry.name} was altered`)
  }
  return ok(manifest)
}

async function readManifest(archive: FileHandle, entry: TarEntry): Promise<Manifest | null> {
  if (entry.name !== MANIFEST_NAME || entry.sizeBytes > MANIFEST_BYTES_MAX) return null
  const chunks: Buffer[] = []
  for await (const chunk of readEntry(archive, entry)) chunks.push(chunk)
  try {
    return backupManifest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  } catch {
    return null
  }
}

/** The manifest allows plain names and `keys/` only, so no entry can leave the folder. */
async function unpackEntry(archive: FileHandle, entry: TarEntry, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  try {
    for await (const chunk of readEntry(archive, entry)) {
      hash.update(chunk)
      await file.write(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** What is wrong with an unpacked database; null for nothing. Its schema may be an older one: the server brings it up to date. */
function damageOf(path: string): string | null {
  if (!existsSync(path)) return 'the database is missing'
  try {
    const database = openConnection(path)
    try {
      const found = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
      return found === 'ok' ? null : `the database is damaged (${String(found)})`
    } finally {
      database.close()
    }
  } catch (cause) {
    return toStoreError(cause).message
  }
}
