import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { EpochMs } from '@latchkey/core/ids'
import { err, ok } from '@latchkey/core/result'
import { z } from 'zod'
import { backUp } from '../store/sqlite/backup.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { type DataFolder, refusalOfFolder } from './data-folder.ts'
import { countText } from './present.ts'
import { refuse } from './refusal.ts'
import { fileHash, type TarSource, writeTar } from './tar.ts'

/** First file of every backup: what is in it, and how to tell that it is whole. */
export const backupManifest = z.strictObject({
  format: z.literal('latchkey-backup-1'),
  createdAt: z.iso.datetime(),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^(?:keys\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/),
        sizeBytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1)
    .max(1_000),
})
export const MANIFEST_NAME = 'manifest.json'

export const backup: CommandSpec<CliContext> = {
  usage: 'backup <file.tar>',
  summary: 'Save database and keys in one file, while the server runs; it holds secrets',
  async run(context, { words: [target = ''] }) {
    const { folder, clock } = context
    const path = resolve(target)
    if (!existsSync(folder.database)) return refuse('DATA_MISSING', folder.path)
    if (existsSync(path)) return refuse('FILE_EXISTS', path)
    if (!existsSync(dirname(path))) return refuse('USAGE', `There is no folder ${dirname(path)}.`)
    try {
      const saved = await saveBackup(folder, path, clock())
      const size = `${Math.ceil(saved.sizeBytes / 1024)} KiB`
      const text = `${path}\n${countText(saved.files, 'file')}, ${size}. It holds secrets: keep it where only you can read it.\n`
      return ok({ json: { path, ...saved }, text })
    } catch (cause) {
      return err(refusalOfFolder(cause, dirname(path)))
    }
  },
}

/** Everything is made beside the target, and the last step is a rename: a backup is there whole or not at all. */
async function saveBackup(folder: DataFolder, path: string, at: EpochMs) {
  const work = await mkdtemp(join(dirname(path), `.${basename(path)}-`))
  try {
    const database = join(work, 'latchkey.db')
    await backUp(folder.database, database)
    chmodSync(database, 0o600)
    const sources = [{ name: 'latchkey.db', path: database }, ...privateFiles(folder)]
    const files = await Promise.all(
      sources.map(async ({ name, path }) => ({ name, sizeBytes: statSync(path).size, sha256: await fileHash(path) })),
    )
    const manifest = join(work, MANIFEST_NAME)
    const claims: z.input<typeof backupManifest> = {
      format: 'latchkey-backup-1',
      createdAt: new Date(at).toISOString(),
      files,
    }
    await writeFile(manifest, `${JSON.stringify(claims, null, 2)}\n`, { mode: 0o600 })
    const archive = join(work, 'backup.tar')
    await writeTar(archive, [{ name: MANIFEST_NAME, path: manifest }, ...sources], at)
    await rename(archive, path)
    return { createdAt: claims.createdAt, files: files.length, sizeBytes: statSync(path).size }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** The files beside the database that a restored server needs. What was half-written or is only true of this run stays out. */
function privateFiles(folder: DataFolder): readonly TarSource[] {
  const keys = readdirSync(folder.keys).filter((name) => !name.endsWith('.tmp'))
  const beside = [folder.operatorToken, folder.demo].filter((path) => existsSync(path))
  return [
    ...keys.toSorted().map((name) => ({ name: `keys/${name}`, path: join(folder.keys, name) })),
    ...beside.map((path) => ({ name: basename(path), path })),
  ]
}
