import { type FileHandle, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { err, ok } from '@latchkey/core/result'
import type { DownloadStorage } from './storage.ts'

/** Files in a folder. A link that leads out of it is not followed: what is not inside is not there. */
export function folderStorage(folder: string): DownloadStorage {
  return {
    async open(path) {
      let handle: FileHandle | null = null
      try {
        const root = await realpath(folder)
        const real = await realpath(join(root, path))
        if (!real.startsWith(root + sep)) return err('FILE_MISSING')
        handle = await open(real, 'r')
        const stat = await handle.stat({ bigint: true })
        if (!stat.isFile()) {
          await handle.close()
          return err('FILE_MISSING')
        }
        const file = handle
        return ok({
          sizeBytes: Number(stat.size),
          // The time of change (ctime) is set by the system alone.
          tag: [stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino].join('-'),
          read: async (range) => file.createReadStream(range ?? {}),
          close: async () => file.close(),
        })
      } catch (cause) {
        await handle?.close()
        if (!(cause instanceof Error && 'code' in cause)) throw cause
        const code = String(cause.code)
        return err(
          ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EISDIR'].includes(code) ? 'FILE_MISSING' : 'STORAGE_DOWN',
        )
      }
    },
  }
}
