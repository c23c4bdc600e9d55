import { join } from 'node:path'
import { parseId } from '@latchkey/core/ids'
import { z } from 'zod'
import type { ReachStep } from './failpoints.ts'
import { listNames, readFileOrNull, removeFile, writeFileAtomic } from './files.ts'

/**
 * What was begun, written before it is sent: an operation id has one effect and one answer on the server, so sending the same
 * bytes again after a crash finishes it, whatever had become of it.
 */
export interface Journal {
  /** Oldest first. Entries that cannot be read are left out, see `damagedPaths`. */
  entries(): Promise<readonly JournalEntry[]>
  damagedPaths(): Promise<readonly string[]>
  write(entry: JournalEntry): Promise<void>
  remove(operationId: string): Promise<void>
}

export type JournalEntry = z.output<typeof journalEntry>

const operationId = z.string().refine((text) => parseId('op', text).ok)
const licenseId = z.string().transform((text, context) => {
  const id = parseId('lic', text)
  if (id.ok) return id.value
  context.addIssue({ code: 'custom', message: 'no license id' })
  return z.NEVER
})

const journalEntry = z.object({
  version: z.literal(1),
  operationId,
  what: z.enum([
    'activate',
    'return',
    'transfer',
    'emergency',
    'associate',
    'renew',
    'fetch',
    'lost-pc',
    'support-request',
  ]),
  begunAt: z.int(),
  products: z.array(z.string()),
  /** The licenses that the rows name, in their order; empty where rows name none. */
  licenseIds: z.array(licenseId),
  /** The signed request (JWS), to the byte. */
  request: z.string(),
  /** The signed answer (JWS), once it is here. */
  response: z.string().nullable(),
  /** It leaves this PC as a file: whether and when it reaches the server nobody here knows, so nothing waits for it. */
  carried: z.boolean().default(false),
})

/** Opens the journal of a store. */
export function openJournal(storePath: string, reach: ReachStep): Journal {
  const directory = join(storePath, 'journal')
  const pathOf = (id: string) => join(directory, `${id}.json`)
  const read = async () => {
    const names = (await listNames(directory)).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    return Promise.all(
      names.map(async (name) => ({ path: join(directory, name), entry: await readEntry(directory, name) })),
    )
  }
  return {
    entries: async () => {
      const entries = (await read()).flatMap(({ entry }) => (entry === null ? [] : [entry]))
      return entries.toSorted((a, b) => a.begunAt - b.begunAt)
    },
    damagedPaths: async () => (await read()).flatMap(({ path, entry }) => (entry === null ? [path] : [])),
    write: (entry) =>
      writeFileAtomic(pathOf(entry.operationId), JSON.stringify(entry), {
        mode: 0o600,
        halfway: () => reach('inside-write'),
      }),
    remove: (id) => removeFile(pathOf(id)),
  }
}

async function readEntry(directory: string, name: string): Promise<JournalEntry | null> {
  const text = await readFileOrNull(join(directory, name))
  try {
    const parsed = journalEntry.safeParse(JSON.parse(text ?? ''))
    return parsed.success && `${parsed.data.operationId}.json` === name ? parsed.data : null
  } catch {
    return null
  }
}
