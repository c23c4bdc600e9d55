import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS, MINUTE_MS } from '@latchkey/core/limits'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '../../src/http/logger.ts'
import { RETRY_AFTER_MS, startMailJob } from '../../src/jobs/mails.ts'
import { fileTransport } from '../../src/mail/file-transport.ts'
import { smtpTransport } from '../../src/mail/smtp-transport.ts'
import type { MailTransport } from '../../src/mail/transport.ts'
import { deriveLinkToken } from '../../src/signing/sealing.ts'
import { startServer, type TestServer } from '../http/fixture.ts'
import { headerOf, smtpError, startSmtp, type TestSmtp } from './smtp.ts'

const FROM = 'Latchkey <licenses@vendor.example>'
const rejectUnauthorized = process.env.NODE_TLS_REJECT_UNAUTHORIZED

let server: TestServer
let smtp: TestSmtp | null
const log: string[] = []

beforeEach(async () => {
  server = await startServer()
  smtp = null
  log.length = 0
})
afterEach(async () => {
  await smtp?.close()
  await server.close()
  if (rejectUnauthorized === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
})

/** Runs the job until nothing is due, as it runs in the server. */
async function sendDue(transport: MailTransport): Promise<void> {
  const job = startMailJob({
    store: server.store,
    transport,
    surroundings: {
      publicUrl: 'https://licenses.vendor.example',
      tokenOf: (purpose, id) => deriveLinkToken(purpose, id, server.keys.secrets),
      keyTextOf: async () => 'KEY',
    },
    clock: () => server.clock.at,
    log: createLogger('info', { write: (line) => log.push(line) }),
  })
  await untilSo(async () => (await server.store.reads.dueMails(server.clock.at, 1)).length === 0)
  await job.stop()
}

async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 30_000, interval: 20 }).toBe(true)
}

async function register(email = 'ada@example.com', language: 'en' | 'de' = 'en'): Promise<void> {
  expect((await server.client().call('register', { body: { email, language } })).ok).toBe(true)
}

async function mails() {
  const listed = await server.admin.call('listMails')
  if (!listed.ok) throw new Error(listed.error.code)
  return listed.value.items
}

describe('a mail', () => {
  test('that is accepted is sent once, with the headers that machines ask for', async () => {
    smtp = await startSmtp()
    await register()
    await sendDue(smtpTransport(`smtp://127.0.0.1:${smtp.port}`, FROM))
    await sendDue(smtpTransport(`smtp://127.0.0.1:${smtp.port}`, FROM))
    expect(smtp.taken).toHaveLength(1)
    const [mail] = smtp.taken
    if (mail === undefined) throw new Error('no mail')
    expect([mail.from, mail.to]).toEqual(['licenses@vendor.example', ['ada@example.com']])
    const [row] = await mails()
    expect(row).toMatchObject({ state: 'sent', attempts: 1, template: 'confirm-registration', lastError: null })
    expect(headerOf(mail, 'Message-ID')).toBe(`<${row?.id}@vendor.example>`)
    expect(headerOf(mail, 'Subject')).toBe('Confirm your e-mail address')
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated')
    expect(mail.raw).toContain('text/plain')
    expect(mail.raw).toContain('text/html')
  })

  test('that is refused for now is tried again, later and later, until it is taken', async () => {
    smtp = await startSmtp({}, (_, count) => (count < 3 ? smtpError(451, 'try later') : null))
    const url = `smtp://127.0.0.1:${smtp.port}`
    await register()
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 1, lastError: expect.stringContaining('451') }])
    // Not before its time.
    server.clock.at += MINUTE_MS - 1
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ attempts: 1 }])
    server.clock.at += 1
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 2 }])
    server.clock.at += 5 * MINUTE_MS
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'sent', attempts: 3, lastError: null }])
    expect(smtp.taken).toHaveLength(1)
  })

  test('that is refused for good is given up at once, visible to an admin, who can try it again', async () => {
    let isBack = false
    const onRcptTo = (_: unknown, __: unknown, done: (error?: Error) => void) =>
      isBack ? done() : done(smtpError(550, 'no such user'))
    smtp = await startSmtp({ onRcptTo })
    const url = `smtp://127.0.0.1:${smtp.port}`
    await register()
    await sendDue(smtpTransport(url, FROM))
    const [dead] = await mails()
    expect(dead).toMatchObject({ state: 'dead', attempts: 1, nextAttemptAt: null, to: 'ada@example.com' })
    expect(dead?.lastError).toContain('550')
    expect(log.join('')).toContain('given up')
    isBack = true
    const retried = await server.admin.call('retryMail', { params: { id: dead?.id ?? '' } })
    expect(retried).toMatchObject({ ok: true, value: { state: 'waiting', attempts: 0 } })
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'sent' }])
  })

  test('whose connection is cut after its data is sent again under the same Message-ID', async () => {
    smtp = await startSmtp({}, (_, count) => (count === 1 ? 'cut' : null))
    const url = `smtp://127.0.0.1:${smtp.port}`
    await register()
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 1 }])
    server.clock.at += MINUTE_MS
    await sendDue(smtpTransport(url, FROM))
    expect(await mails()).toMatchObject([{ state: 'sent' }])
    const ids = smtp.taken.map((mail) => headerOf(mail, 'Message-ID'))
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test('that nobody takes for three days is given up', async () => {
    smtp = await startSmtp()
    const { port } = smtp
    await smtp.close()
    await register()
    for (const pauseMs of RETRY_AFTER_MS) {
      await sendDue(smtpTransport(`smtp://127.0.0.1:${port}`, FROM))
      expect(await mails()).toMatchObject([{ state: 'waiting' }])
      server.clock.at += pauseMs
    }
    await sendDue(smtpTransport(`smtp://127.0.0.1:${port}`, FROM))
    expect(await mails()).toMatchObject([{ state: 'dead', attempts: RETRY_AFTER_MS.length + 1 }])
    expect(RETRY_AFTER_MS.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2.5 * DAY_MS)
  })

  test('is never given up for a wrong password of the mail server: that is for the operator to mend', async () => {
    const onAuth = refuseSignIn
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    smtp = await startSmtp({ authOptional: false, onAuth, key, cert, disabledCommands: [] })
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    await register()
    await sendDue(smtpTransport(`smtp://me:wrong-secret@localhost:${smtp.port}`, FROM))
    expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 1 }])
    expect(log.join('') + JSON.stringify(await mails())).not.toContain('wrong-secret')
  })
})

const refuseSignIn: NonNullable<NonNullable<Parameters<typeof startSmtp>[0]>['onAuth']> = (_auth, _session, done) =>
  done(smtpError(535, 'bad credentials'))

describe('the connection to the mail server', () => {
  test.each(['smtp', 'smtps'])(
    'is encrypted over %s, and nothing is sent to a server that cannot show who it is',
    async (scheme) => {
      const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
      smtp = await startSmtp({ key, cert, secure: scheme === 'smtps', disabledCommands: [] })
      const url = `${scheme}://localhost:${smtp.port}`
      await register()
      await sendDue(smtpTransport(url, FROM))
      expect(smtp.taken).toEqual([])
      expect(await mails()).toMatchObject([{ state: 'waiting' }])
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
      server.clock.at += MINUTE_MS
      await sendDue(smtpTransport(url, FROM))
      expect(smtp.taken.map(({ isSecure }) => isSecure)).toEqual([true])
    },
  )

  test('carries no password over a connection that is not encrypted', async () => {
    let asked = 0
    const onAuth: NonNullable<Parameters<typeof startSmtp>[0]>['onAuth'] = (_auth, _session, done) => {
      asked += 1
      done(null, { user: 'me' })
    }
    smtp = await startSmtp({ onAuth, allowInsecureAuth: true })
    await register()
    await sendDue(smtpTransport(`smtp://me:secret@127.0.0.1:${smtp.port}`, FROM))
    expect([asked, smtp.taken.length]).toEqual([0, 0])
    expect(await mails()).toMatchObject([{ state: 'waiting' }])
  })
})

test('without a mail server, mails are files that mail programs open; the same mail is the same file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-outbox-'))
  await register('jürgen@example.com'.normalize('NFC').replace('ü', 'ue'), 'de')
  const [due] = await server.store.reads.dueMails(server.clock.at, 1)
  await sendDue(fileTransport(directory, FROM))
  expect(readdirSync(directory)).toEqual([`${due?.id}.eml`])
  const raw = readFileSync(join(directory, `${due?.id}.eml`), 'utf8')
  expect(headerOf({ raw }, 'To')).toBe('juergen@example.com')
  expect(headerOf({ raw }, 'Content-Language')).toBe('de')
  expect(raw.replaceAll('=\r\n', '')).toMatch(/\/portal\/confirm#[A-Za-z0-9_-]{43}/)
  rmSync(directory, { recursive: true })
})
