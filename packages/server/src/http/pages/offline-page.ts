import { writeArmor } from '@latchkey/license-file/armor'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendRefusal } from '../answer.ts'
import { answerFile } from '../host-request/offline-file.ts'
import { languageFor } from '../languages.ts'
import { cameFrom } from '../same-origin.ts'
import type { Services } from '../services.ts'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * Offline requests for browsers, without any script: a form that takes the file of a PC without network and answers with the file to
 * carry back. Nobody signs in: the request is signed by the PC and holds its proofs, as it does when the PC posts it itself.
 */
export function registerOfflinePage(app: FastifyInstance, services: Services): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser('multipart/form-data', (_request: unknown, payload: AsyncIterable<Buffer>) =>
      bytesOf(payload),
    )
    scope.get('/offline', (_request, reply) => sendPage(reply, 200, FORM))
    scope.get('/offline/keys', (_request, reply) => sendKeys(reply, services))
    scope.post('/offline', async (request, reply) => {
      if (cameFrom(request) === 'another-site') return sendRefusal(reply, refusal('CROSS_SITE'))
      const bytes = Buffer.isBuffer(request.body) ? fileIn(request.body) : Buffer.alloc(0)
      const call = { at: services.clock(), ip: request.ip, tellLimit: () => undefined }
      const answered = await answerFile(bytes, call, services)
      if (!answered.ok) return sendPage(reply, 400, refusedPage(answered.error, request.headers['accept-language']))
      return sendFile(reply, answered.value.fileName, answered.value.file)
    })
    scope.setErrorHandler((error, request, reply) => {
      request.log.info({ err: error, requestId: request.id }, 'an offline file was not taken')
      const { 'accept-language': language } = request.headers
      return sendPage(reply, 400, refusedPage(refusal('REQUEST_MALFORMED', { field: ' (FILE_TOO_LARGE)' }), language))
    })
  })
}

/**
 * The bytes of a form. What is too large is read to its end all the same, and forgotten: a browser shows an answer only after it has
 * sent everything, and tells of a broken connection where it could not.
 * @throws for more than {@link FORM_BYTES_MAX}
 */
async function bytesOf(payload: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of payload) {
    sizeBytes += chunk.length
    if (sizeBytes <= FORM_BYTES_MAX) chunks.push(chunk)
    if (sizeBytes > DISCARDED_BYTES_MAX) break
  }
  if (sizeBytes > FORM_BYTES_MAX) throw new RangeError(`a form of more than ${FORM_BYTES_MAX} bytes`)
  return Buffer.concat(chunks)
}

/** Beyond this nobody means an offline file. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024

/** Room for what a form adds to the largest file. */
const FORM_BYTES_MAX = LIMITS.offlineFileBytesMax + 4_096

/** What a form wraps around the file is not looked at further: between the first blank line, which ends the headers of the first part, and the last boundary. */
function fileIn(body: Buffer): Buffer {
  const begin = body.indexOf('\r\n\r\n')
  return begin === -1 ? body : body.subarray(begin + 4, Math.max(begin + 4, body.lastIndexOf('\r\n--')))
}

function sendPage(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).headers(HEADERS).header('content-type', 'text/html; charset=utf-8').send(pageOf(body))
}

/** What a PC that never had a network needs first: whom to trust, and what to encrypt its key to. */
function sendKeys(reply: FastifyReply, { keys }: Services): FastifyReply {
  return sendFile(reply, 'SERVER-KEYS.lkkeys', writeArmor('keySet', keys.keySet, `Keys of ${keys.issuer}`))
}

function sendFile(reply: FastifyReply, name: string, content: string): FastifyReply {
  return reply
    .code(200)
    .headers(HEADERS)
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(content)
}

const FORM = `<h1>A PC without network</h1>
<p>On that PC the License Wizard saves its request, or the return of a license, as a file. Choose the file here; the answer is a file
to load on that PC with <code>license-wizard import</code>, within 30 days.</p>
<form method="post" action="/offline" enctype="multipart/form-data">
<p><label for="file">Request or return file (.lkreq, .lkret)</label><br><input id="file" name="file" type="file" required accept=".lkreq,.lkret,.txt"></p>
<p><button type="submit">Get the response</button></p>
</form>
<p>A PC that has never reached this server also needs <a href="/offline/keys">the keys of this server</a>: load them there first, in the same way.</p>
<p><a href="/">Customer portal</a></p>`

function refusedPage(refused: Refusal, acceptLanguage: string | undefined): string {
  const { sentence, cause, wayOut } = languageFor(acceptLanguage).refusal(refused)
  return `<h1>${escaped(sentence)}</h1>
<p>${escaped(cause)}</p>
<p>${escaped(wayOut)}</p>
<p>Code: ${escaped(refused.code)}</p>
<p><a href="/offline">Choose another file</a></p>`
}

function pageOf(body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A PC without network</title></head>
<body><main>${body}</main></body></html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
