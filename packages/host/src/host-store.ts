import { join } from 'node:path'
import { type LicenseId, parseId } from '@latchkey/core/ids'
import type { LicenseClaims } from '@latchkey/license-file/documents'
import { licenseComment } from '@latchkey/license-file/armor-comments'
import { readArmor, writeArmor } from '@latchkey/license-file/armor'
import type { TimeMark } from '@latchkey/license-file/trusted-time'
import { z } from 'zod'
import type { ReachStep } from './failpoints.ts'
import {
  listNames,
  makeDirectory,
  readFileOrNull,
  removeFile,
  removeTemporaryFiles,
  StoreDenied,
  writeFileAtomic,
} from './files.ts'

/** The files of one PC's licenses. Reading needs no lock; whoever writes holds it (`store-lock.ts`). */
export interface HostStore {
  readonly path: string
  readonly deviceKeyPath: string
  /** Makes the directories; throws {@link StoreDenied} where this user may not. */
  prepare(): Promise<void>
  readDeviceKey(): Promise<string | null>
  writeDeviceKey(pem: string): Promise<void>
  readServer(): Promise<ServerRecord | null>
  writeServer(server: ServerRecord): Promise<void>
  forgetServer(): Promise<void>
  readTimeMark(): Promise<TimeMark | null>
  writeTimeMark(mark: TimeMark): Promise<void>
  licenseFiles(): Promise<readonly LicenseFile[]>
  writeLicense(jws: string, claims: LicenseClaims): Promise<void>
  removeLicense(id: LicenseId): Promise<void>
  readTombstone(id: LicenseId): Promise<Tombstone | null>
  /** Remembers that this host gave a license back, or lost it; files up to this generation count no more. */
  writeTombstone(id: LicenseId, tombstone: Tombstone): Promise<void>
  /** What was asked of Support from this PC, newest first. */
  requests(): Promise<readonly RequestRecord[]>
  writeRequest(request: RequestRecord): Promise<void>
  removeRequest(id: string): Promise<void>
  /** Removes what a killed process left half written. Only while locked. */
  tidy(): Promise<void>
}

/** The server this PC trusts: pinned at first contact. */
export type ServerRecord = z.output<typeof serverRecord>

/** A license file as it lies there; nothing in it is verified. */
export interface LicenseFile {
  readonly path: string
  /** By the file's name; null when the name is none of ours. */
  readonly licenseId: LicenseId | null
  /** The document inside; null when there is none to be read. */
  readonly jws: string | null
}

export type Tombstone = z.output<typeof tombstoneRecord>

const serverRecord = z.object({
  version: z.literal(1),
  address: z.string(),
  /** Thumbprint of the root key; null until the first contact. */
  rootKey: z.string().nullable(),
  /** The newest key set seen (JWS), signed by that root; null until the first contact. */
  keySet: z.string().nullable(),
})

const tombstoneRecord = z.object({
  version: z.literal(1),
  generation: z.int().min(0),
  /** `receipt`: this host returned it and has the proof; else why the server took it back. */
  reason: z.string(),
  receipt: z.string().nullable(),
})

/** A request to Support, as this PC knows it. Instants are epoch milliseconds. */
export type RequestRecord = z.output<typeof requestRecord>

const requestRecord = z.object({
  version: z.literal(1),
  id: z.string().refine((id) => parseId('rr', id).ok),
  /** Products it is about. */
  products: z.array(z.string()),
  /** As in `ReturnRequestState`. */
  state: z.string(),
  /** As in `RequestStage`. */
  stage: z.string(),
  askedAt: z.int(),
  /** When an answer is expected; null until the server was asked. */
  dueAt: z.int().nullable(),
  closedAt: z.int().nullable(),
  /** When the server was asked last. */
  checkedAt: z.int().nullable(),
})

const clockRecord = z.object({ version: z.literal(1), serverTimeMs: z.int().min(0) })

const SECRET = 0o600
const READABLE = 0o644

/** Opens the store in a directory, which need not be there yet. */
export function openHostStore(path: string, reach: ReachStep): HostStore {
  const at = (...names: readonly string[]) => join(path, ...names)
  const licensePath = (id: LicenseId) => at('licenses', `${id}.lic`)
  const tombstonePath = (id: LicenseId) => at('receipts', `${id}.json`)
  const write = (file: string, content: string, mode: number) =>
    writeFileAtomic(file, content, { mode, halfway: () => reach('inside-write') })
  const writeJson = (file: string, value: unknown) => write(file, `${JSON.stringify(value, null, 2)}\n`, READABLE)
  return {
    path,
    deviceKeyPath: at('device-key.pem'),
    prepare: async () => {
      // Products of every user read the license files; the journal and the key are for whoever runs the wizard.
      await makeDirectory(at('licenses'), 0o755)
      await makeDirectory(at('receipts'), 0o755)
      await makeDirectory(at('journal'), 0o700)
    },
    readDeviceKey: () => readFileOrNull(at('device-key.pem')),
    writeDeviceKey: (pem) => write(at('device-key.pem'), pem, SECRET),
    readServer: () => readJson(at('server.json'), serverRecord),
    writeServer: (server) => writeJson(at('server.json'), server),
    forgetServer: () => removeFile(at('server.json')),
    readTimeMark: async () => (await readJson(at('clock.json'), clockRecord))?.serverTimeMs ?? null,
    writeTimeMark: (serverTimeMs) => writeJson(at('clock.json'), { version: 1, serverTimeMs }),
    licenseFiles: async () => {
      const names = (await listNames(at('licenses'))).filter((name) => name.endsWith('.lic'))
      return Promise.all(names.map((name) => readLicenseFile(at('licenses', name), name)))
    },
    writeLicense: (jws, claims) =>
      write(licensePath(claims.sub), writeArmor('license', jws, licenseComment(claims)), READABLE),
    removeLicense: (id) => removeFile(licensePath(id)),
    readTombstone: (id) => readJson(tombstonePath(id), tombstoneRecord),
    writeTombstone: (id, tombstone) => writeJson(tombstonePath(id), tombstone),
    requests: async () => {
      const names = (await listNames(at('requests'))).filter((name) => /^rr_\w+\.json$/.test(name))
      const records = await Promise.all(names.map((name) => readJson(at('requests', name), requestRecord)))
      return records.flatMap((record) => record ?? []).toSorted((a, b) => b.askedAt - a.askedAt)
    },
    writeRequest: async (request) => {
      await makeDirectory(at('requests'), 0o755)
      await writeJson(at('requests', `${request.id}.json`), request)
    },
    removeRequest: (id) => removeFile(at('requests', `${id}.json`)),
    tidy: async () => {
      for (const directory of [path, at('licenses'), at('receipts'), at('journal'), at('requests')]) {
        await removeTemporaryFiles(directory)
      }
    },
  }
}

async function readLicenseFile(path: string, name: string): Promise<LicenseFile> {
  const id = parseId('lic', name.slice(0, -'.lic'.length))
  const text = await readFileOrNull(path).catch(nullIfDenied)
  const armored = readArmor('license', Buffer.from(text ?? ''))
  return { path, licenseId: id.ok ? id.value : null, jws: armored.ok ? armored.value : null }
}

/** A file that this user may not read is worth no more here than a damaged one, and no reason to hide the others. */
function nullIfDenied(error: unknown): null {
  if (error instanceof StoreDenied) return null
  throw error
}

/** A record that cannot be read counts as not there: what it tells is asked for again. */
async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T> | null> {
  const text = await readFileOrNull(path)
  if (text === null) return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
