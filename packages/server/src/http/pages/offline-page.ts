import { writeArmor } from '@latchkey/license-file/armor'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import type { Language } from '@latchkey/words/language'
import { LOCALES } from '@latchkey/words/locales'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendRefusal } from '../answer.ts'
import { answerFile } from '../host-request/offline-file.ts'
import { languageFor } from '../languages.ts'
import { cameFrom } from '../same-origin.ts'
import type { Services } from '../services.ts'
import { OFFLINE_PAGE_STYLE } from './offline-page-style.ts'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // Not "no-referrer": browsers would then say "Origin: null" of its own form, which is refused as another site's.
  'referrer-policy': 'same-origin',
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
    scope.get('/offline', (request, reply) => show(request, reply, services))
    scope.get('/offline/style.css', (_request, reply) => sendStyle(reply))
    scope.get('/offline/keys', (_request, reply) => sendKeys(reply, services))
    scope.post('/offline', async (request, reply) => {
      if (cameFrom(request) === 'another-site') return sendRefusal(reply, refusal('CROSS_SITE'))
      const bytes = Buffer.isBuffer(request.body) ? fileIn(request.body) : Buffer.alloc(0)
      const call = { at: services.clock(), ip: request.ip, tellLimit: () => undefined }
      const answered = await answerFile(bytes, call, services)
      if (!answered.ok) return show(request, reply, services, answered.error)
      return sendFile(reply, answered.value.fileName, answered.value.file)
    })
    scope.setErrorHandler((error, request, reply) => {
      request.log.info({ err: error, requestId: request.id }, 'an offline file was not taken')
      return show(request, reply, services, refusal('REQUEST_MALFORMED', { field: ' (FILE_TOO_LARGE)' }))
    })
  })
}

/** The form, or why a file was not taken, in the reader's language. */
function show(request: FastifyRequest, reply: FastifyReply, { brand }: Services, refused?: Refusal): FastifyReply {
  const language = languageFor(request.headers['accept-language'])
  const body = refused === undefined ? formPage(language) : refusedPage(refused, language)
  return sendPage(reply, refused === undefined ? 200 : 400, pageOf(body, language, brand.name))
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

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .headers(HEADERS)
    .header('vary', 'accept-language')
    .header('content-type', 'text/html; charset=utf-8')
    .send(page)
}

function sendStyle(reply: FastifyReply): FastifyReply {
  return reply
    .headers({ ...HEADERS, 'cache-control': 'public, max-age=3600' })
    .header('content-type', 'text/css; charset=utf-8')
    .send(OFFLINE_PAGE_STYLE)
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

/** Marks words for the catalog. */
function spoken<const T>(words: T): T {
  return words
}

const WORDS = spoken({
  title: 'A PC without network',
  explanation:
    'On that PC the License Wizard saves its request, or the return of a license, as a file. Choose the file here; the answer is a file to load on that PC within {days, plural, one {# day} other {# days}}: in Step 1 of the License Wizard click "Load the response, or save the request again", or give the command {command}.',
  file: 'Request or return file ({extensions})',
  submit: 'Get the response',
  keysNeeded: 'A PC that has never reached this server needs its keys too: load them there first, in the same way.',
  keys: 'Keys of this server',
  portal: 'Customer portal',
  again: 'Choose another file',
})

function formPage(language: Language): string {
  const say = (text: string, values = {}) => escaped(language.say(text, values))
  const days = LIMITS.offlineResponseMs / DAY_MS
  const explanation = say(WORDS.explanation, { command: COMMAND, days }).replace(
    COMMAND,
    `<code dir="ltr">${COMMAND}</code>`,
  )
  return `<h1>${say(WORDS.title)}</h1>
<p>${explanation}</p>
<form method="post" action="/offline" enctype="multipart/form-data">
<p><label for="file">${say(WORDS.file, { extensions: '\u2066.lkreq, .lkret\u2069' })}</label><input id="file" name="file" type="file" required accept=".lkreq,.lkret,.txt"></p>
<p><button type="submit">${say(WORDS.submit)}</button></p>
</form>
<p class="muted">${say(WORDS.keysNeeded)}</p>
<p><a href="/offline/keys">${say(WORDS.keys)}</a></p>`
}

const COMMAND = 'license-wizard import'
const DAY_MS = 86_400_000

function refusedPage(refused: Refusal, language: Language): string {
  const { sentence, cause, wayOut } = language.refusal(refused)
  return `<h1>${escaped(sentence)}</h1>
<p>${escaped(cause)}</p>
<p>${escaped(wayOut)}</p>
<p class="muted"><code dir="ltr">${escaped(refused.code)}</code></p>
<p><a href="/offline">${escaped(language.say(WORDS.again))}</a></p>`
}

function pageOf(body: string, language: Language, vendor: string): string {
  const { locale } = language
  return `<!doctype html>
<html lang="${locale}" dir="${LOCALES[locale].direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(language.say(WORDS.title))}</title><link rel="icon" type="image/svg+xml" href="/icon.svg"><link rel="stylesheet" href="/v1/brand.css"><link rel="stylesheet" href="/offline/style.css"></head>
<body><header>${escaped(vendor)}</header><main>${body}</main><footer><a href="/">${escaped(language.say(WORDS.portal))}</a></footer></body></html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
