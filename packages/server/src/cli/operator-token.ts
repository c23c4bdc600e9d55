import { ACTIONS } from '@latchkey/core/access'
import { ID_RANDOM_BYTES, makeId } from '@latchkey/core/ids'
import { DAY_MS, LIMITS } from '@latchkey/core/limits'
import { API_TOKEN_BYTES, formatApiToken, hashApiToken } from '../signing/api-token.ts'
import type { Store } from '../store/store.ts'
import type { CliContext } from './context.ts'
import { readOperatorToken, writePrivateFile } from './data-folder.ts'

/** A token is renewed this long before it ends: a server is started at least that often, or `init` is run. */
const RENEWED_BEFORE_MS = 60 * DAY_MS

/** Sees to it that the folder has a token that works: commands on this machine are clients of the API like any other. */
export async function ensureOperatorToken(context: CliContext, store: Store): Promise<void> {
  const { clock, folder, random } = context
  const now = clock()
  const kept = readOperatorToken(folder)
  const known = kept.ok ? await store.reads.tokenByHash(hashApiToken(kept.value)) : null
  const hasAllScopes = known !== null && ACTIONS.every((action) => known.scopes.includes(action))
  if (hasAllScopes && known.expiresAt > now + RENEWED_BEFORE_MS) return
  const token = formatApiToken(random(API_TOKEN_BYTES))
  const id = makeId('tok', random(ID_RANDOM_BYTES))
  const hash = hashApiToken(token)
  await store.execute({
    type: 'create-token',
    operation: { id, caller: 'latchkey', requestHash: hash },
    actor: { type: 'system', id: null },
    at: now,
    id,
    hash,
    name: 'Commands on the machine of the server',
    scopes: ACTIONS,
    expiresAt: now + LIMITS.apiTokenDays * DAY_MS,
  })
  writePrivateFile(folder.operatorToken, `${token}\n`)
}
