import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { termsOf } from '@latchkey/core/policy'
import type { PolicyId } from '@latchkey/core/ids'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Store } from '../store/store.ts'
import type { CommandSpec } from './command.ts'
import type { CliContext } from './context.ts'
import { refusalOfFolder } from './data-folder.ts'
import { ensureOperatorToken } from './operator-token.ts'
import { type CliRefusal, refuse } from './refusal.ts'

export const init: CommandSpec<CliContext> = {
  usage: 'init',
  summary: 'Set up a data folder: database, keys, token; what is there already stays',
  async run(context) {
    const created = await initDataFolder(context)
    if (!created.ok) return created
    const { path } = context.folder
    const text = created.value
      ? `Set up ${path}\nNext: latchkey serve; then latchkey products put, latchkey keys issue, and latchkey staff add.\n`
      : `${path} is set up already; nothing was changed.\n`
    return ok({ json: { path, created: created.value }, text })
  },
}

const ISSUER_RANDOM_BYTES = 9

/** Brings a folder to where a server can start; true if anything was missing. Killed half-way, the next run finishes it. */
export async function initDataFolder(context: CliContext): Promise<Result<boolean, CliRefusal>> {
  const { folder, openStore } = context
  const isNew = !existsSync(folder.database)
  try {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 })
    if (!existsSync(folder.keys)) {
      // A database whose keys are gone must not get new ones: its keys and passwords could never be read again.
      if (!isNew) return refuse('DATA_DAMAGED', `${folder.keys} is missing`)
      const keys = await createKeys(context)
      if (!keys.ok) return keys
    }
    const store = await openStore(folder)
    try {
      await ensureStandardPolicy(context, store)
      await ensureOperatorToken(context, store)
    } finally {
      await store.close()
    }
    return ok(isNew)
  } catch (cause) {
    return err(refusalOfFolder(cause, folder.path))
  }
}

/** Made beside and renamed: the folder of keys is there whole or not at all. */
async function createKeys({ config, folder, clock, random }: CliContext): Promise<Result<void, CliRefusal>> {
  const { createSigningKeys } = await import('../signing/key-files.ts')
  const part = join(folder.path, 'keys.tmp')
  rmSync(part, { recursive: true, force: true })
  const issuer = config.issuer ?? `latchkey-${Buffer.from(random(ISSUER_RANDOM_BYTES)).toString('hex')}`
  const created = await createSigningKeys({ directory: part, issuer, at: clock(), random })
  if (!created.ok) return refuse('DATA_DAMAGED', `${created.error.path}: ${created.error.words}`)
  renameSync(part, folder.keys)
  return ok(undefined)
}

/** Keys that name no policy are issued under `standard`. */
async function ensureStandardPolicy({ clock }: CliContext, store: Store): Promise<void> {
  const { items } = await store.reads.policies({ limit: 1 })
  if (items.length > 0) return
  await store.execute({
    type: 'put-policy',
    operation: { id: 'init-standard-policy', caller: 'latchkey', requestHash: 'init-standard-policy' },
    actor: { type: 'system', id: null },
    at: clock(),
    id: 'standard' as PolicyId,
    name: 'Standard',
    terms: termsOf({}),
  })
}
