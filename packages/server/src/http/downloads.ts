import { create as contentDisposition } from 'content-disposition'
import { refusal } from '@latchkey/core/refusals'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readLink } from '../downloads/link.ts'
import type { ByteRange } from '../downloads/storage.ts'
import { HEADERS, isKnown, sendRefusal } from './answer.ts'
import type { Services } from './services.ts'

/** `GET /v1/downloads/{id}`: a file, by the link that `createDownloadLink` gives. Whole or in part, so that a broken download goes on. */
export function registerDownloads(app: FastifyInstance, services: Services): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/v1/downloads/:id',
    handler: async (request, reply) => sendDownload(request, reply, services),
  })
}

async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  { store, keys, clock, files }: Services,
): Promise<FastifyReply> {
  const { id } = request.params as { readonly id: string }
  const link = readLink(id, request.query as Record<string, unknown>, clock(), keys.secrets)
  if (link === null) return sendRefusal(reply, refusal('DOWNLOAD_LINK_INVALID'))
  // Asked once more: what was revoked a minute ago is not given out by an older link.
  const found = await store.reads.download(link.account, id)
  if (!found.ok) return sendRefusal(reply, refusal(found.error.code, { field: 'file', product: found.error.product }))
  const file = found.value
  const opened = await files.open(file)
  if (!opened.ok) return sendRefusal(reply, refusal(opened.error, { seconds: 60 }))
  const etag = `"${file.sha256}"`
  reply.headers({
    ...HEADERS,
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag,
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(file.name),
    // RFC 9530: of the whole file, whatever part of it is sent.
    'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
  })
  const { headers, method } = request
  const range = isKnown(etag, headers['if-none-match'] ?? '') ? 'known' : rangeOf(headers, etag, file.sizeBytes)
  if (range === 'known') reply.code(304)
  if (range === 'unsatisfiable') reply.code(416).header('content-range', `bytes */${file.sizeBytes}`)
  if (range === 'known' || range === 'unsatisfiable') {
    await opened.value.close()
    return reply.send()
  }
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
  reply.header('content-length', range === null ? file.sizeBytes : range.end - range.start + 1)
  if (method === 'HEAD' || file.sizeBytes === 0) {
    await opened.value.close()
    return reply.send()
  }
  try {
    return reply.send(await opened.value.read(range))
  } catch (cause) {
    request.log.warn({ err: cause, artifact: id }, 'a download could not be read')
    reply
      .removeHeader('content-length')
      .removeHeader('content-range')
      .removeHeader('content-disposition')
      .removeHeader('etag')
    return sendRefusal(reply, refusal('STORAGE_DOWN', { seconds: 60 }))
  }
}

/**
 * One range, or null for the whole file: of several, and of what is no range, the whole is sent (RFC 9110 14.2). By hand, for
 * `range-parser` takes a suffix longer than the file and a range that ends before it begins for unsatisfiable, and they are not.
 */
function rangeOf(
  headers: FastifyRequest['headers'],
  etag: string,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | null {
  const { range } = headers
  const ifRange = headers['if-range']
  // A part of another version must not be put behind a part of this one (RFC 9110 13.1.5); dates are none of ours.
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return null
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(range) ?? []
  if (first === '' && last === '') return null
  if (first === '')
    return Number(last) === 0 ? 'unsatisfiable' : part(Math.max(0, sizeBytes - Number(last)), sizeBytes - 1, sizeBytes)
  if (last !== '' && Number(last) < Number(first)) return null
  return part(Number(first), last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1), sizeBytes)
}

function part(start: number, end: number, sizeBytes: number): ByteRange | 'unsatisfiable' {
  return start < sizeBytes ? { start, end } : 'unsatisfiable'
}
