import { Readable } from 'node:stream'
import { err, ok } from '@latchkey/core/result'
import type { S3Client } from '@aws-sdk/client-s3'
import type { DownloadStorage } from './storage.ts'

export interface S3Settings {
  readonly bucket: string
  /** Put before each path; empty, or ends with a slash. */
  readonly prefix: string
  /** Of a storage that is not Amazon's; null for theirs. */
  readonly endpoint: string | null
  readonly region: string
}

/**
 * Files in a bucket of S3-compatible storage. They come through this server, not by a link into the bucket: the bucket stays private,
 * a changed file is noticed, and one kind of link serves both storages. The SDK (20 MB of code) is loaded at the first use.
 * Credentials are found as the SDK finds them (environment, profile, role of the machine).
 */
export function s3Storage({ bucket, prefix, endpoint, region }: S3Settings): DownloadStorage {
  let connecting: Promise<S3Client> | null = null
  const connect = async () => {
    const { S3Client } = await import('@aws-sdk/client-s3')
    return new S3Client({ region, maxAttempts: 2, ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }) })
  }
  return {
    async open(path) {
      const client = await (connecting ??= connect())
      const { GetObjectCommand, HeadObjectCommand } = await import('@aws-sdk/client-s3')
      const object = { Bucket: bucket, Key: `${prefix}${path}` }
      try {
        const { ContentLength: sizeBytes = 0, ETag: tag = '' } = await client.send(new HeadObjectCommand(object))
        return ok({
          sizeBytes,
          tag,
          async read(range) {
            const Range = range === null ? undefined : `bytes=${range.start}-${range.end}`
            // One that was changed since it was looked at is refused by the storage.
            const { Body, ETag } = await client.send(new GetObjectCommand({ ...object, Range, IfMatch: tag }))
            if (!(Body instanceof Readable)) throw new Error('the storage gave no stream')
            // Not all of them know If-Match.
            if (ETag !== tag) {
              Body.destroy()
              throw new Error('the file was changed while it was looked at')
            }
            return Body
          },
          close: async () => undefined,
        })
      } catch (cause) {
        return err(nameOf(cause) === 'NotFound' ? await whyNotFound(client, object) : 'STORAGE_DOWN')
      }
    },
  }
}

/** The answer to HEAD has no words: whether the file is missing, or the whole bucket, says only that to GET. */
async function whyNotFound(client: S3Client, object: { Bucket: string; Key: string }) {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3')
  const cause: unknown = await client.send(new GetObjectCommand({ ...object, Range: 'bytes=0-0' })).then(
    // Put there in between: the next look finds it.
    ({ Body }) => void (Body instanceof Readable && Body.destroy()),
    (no: unknown) => no,
  )
  return cause === undefined || nameOf(cause) === 'NoSuchKey' ? 'FILE_MISSING' : 'STORAGE_DOWN'
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : ''
}
