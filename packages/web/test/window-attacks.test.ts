import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, serveWindow, type WindowServer } from '@latchkey/wizard/window/server'
import { launchBrowser } from './browser.ts'

/**
 * The window's server attacked from pages of a real browser, with the person's session in that browser. Every handler counts: what an
 * attack reaches is seen, whatever its page is told.
 */
let browser: Browser
let server: WindowServer
let elsewhere: Server
let context: BrowserContext
/** What was reached, by name. */
let reached: string[]
let token: string | null
const SESSION = 'the-session-of-the-person'
const TOKEN = 'the-one-time-token'

const desk: Desk = {
  assets: {
    async get(path) {
      // The browser itself asks for it, of the window's own page, whenever it likes.
      if (path !== 'favicon.ico') reached.push(`asset ${path}`)
      return path === 'wizard.html' ? Buffer.from('<!doctype html><title>ours</title><p>ours') : null
    },
  },
  admit(shown) {
    reached.push('admit')
    if (shown !== token) return null
    token = null
    return SESSION
  },
  isSession: (secret) => secret === SESSION,
  isInstance: (secret) => secret === 'the-instance',
  watch() {
    reached.push('watch')
    return () => undefined
  },
  receive: () => void reached.push('receive'),
  focus: () => void reached.push('focus'),
}

beforeAll(async () => {
  browser = await launchBrowser()
  server = await serveWindow(desk)
  // Another site: any page of it, on another port of the same PC, which is a stranger all the same.
  elsewhere = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title><p>elsewhere')
  })
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
})

afterAll(async () => {
  await browser.close()
  await server.close()
  elsewhere.closeAllConnections()
  elsewhere.close()
})

beforeEach(() => {
  reached = []
  token = TOKEN
})

/** A browser in which the person has the window open: its cookie is there for every attack to ride on. */
function withWindowOpen(): void {
  beforeEach(async () => {
    context = await browser.newContext()
    const own = await context.newPage()
    await own.goto(server.url)
    const admitted = await own.evaluate(
      async (body) => {
        const headers = { 'content-type': 'application/json' }
        return (await fetch('/session', { method: 'POST', headers, body })).status
      },
      JSON.stringify({ token: TOKEN }),
    )
    expect(admitted).toBe(204)
    reached = []
  })

  afterEach(async () => {
    await context.close()
  })
}

function otherSite(host = '127.0.0.1'): string {
  return `http://${host}:${(elsewhere.address() as AddressInfo).port}/`
}

async function strangersPage(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(otherSite())
  return page
}

const INPUTS = JSON.stringify({ number: 1, inputs: [{ type: 'press', name: 'next' }] })

describe('the page itself may do all of it, so that the attacks below are not refused for nothing', () => {
  withWindowOpen()

  test('inputs and the stream of its own origin are served', async () => {
    const [own] = context.pages()
    const status = await own?.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' }
      const sent = await fetch('/inputs', { method: 'POST', headers, body })
      const events = new EventSource('/events')
      await new Promise((opened) => events.addEventListener('open', opened))
      events.close()
      return sent.status
    }, INPUTS)
    expect(status).toBe(204)
    expect(reached).toEqual(['receive', 'watch'])
  })

  test('the cookie is HttpOnly, SameSite=Strict and a session cookie', async () => {
    expect(await context.cookies()).toMatchObject([
      { name: 'license-wizard', value: SESSION, httpOnly: true, sameSite: 'Strict', expires: -1 },
    ])
    expect(await context.pages()[0]?.evaluate(() => document.cookie)).toBe('')
  })
})

describe('a page of another site, in the same browser, reaches no handler', () => {
  withWindowOpen()

  test.each([
    ['a message as JSON', '/inputs', 'application/json', 'cors'],
    ['a message without a preflight', '/inputs', 'text/plain', 'no-cors'],
    ['a token as JSON', '/session', 'application/json', 'cors'],
    ['a token without a preflight', '/session', 'text/plain', 'no-cors'],
    ['a wish to focus', '/focus', 'text/plain', 'no-cors'],
  ] as const)('by fetch: %s', async (_, path, type, mode) => {
    const page = await strangersPage()
    const answer = await page.evaluate(
      async ({ url, type, mode, body }) => {
        try {
          const headers = { 'content-type': type }
          const { status } = await fetch(url, { method: 'POST', mode, credentials: 'include', headers, body })
          return status
        } catch {
          return 'refused'
        }
      },
      { url: server.url + path, type, mode, body: path === '/session' ? JSON.stringify({ token: TOKEN }) : INPUTS },
    )
    expect(answer).not.toBe(204)
    expect(reached).toEqual([])
  })

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
    'by a form of type %s',
    async (type) => {
      const page = await strangersPage()
      await page.evaluate(
        ({ url, type, body }) => {
          const form = document.createElement('form')
          Object.assign(form, { method: 'POST', action: url, enctype: type })
          const field = document.createElement('input')
          // The old trick of JSON in the name of a field.
          Object.assign(field, { name: body, value: '' })
          form.append(field)
          document.body.append(form)
          form.submit()
        },
        { url: `${server.url}/inputs`, type, body: INPUTS },
      )
      await page.waitForURL(`${server.url}/inputs`)
      expect(await page.locator('body').innerText()).toContain('another site')
      expect(reached).toEqual([])
    },
  )

  test('by a link, a script, an image and a style sheet', async () => {
    const page = await strangersPage()
    await page.evaluate(async (url) => {
      const loads = [
        Object.assign(document.createElement('script'), { src: `${url}/assets/wizard.js` }),
        Object.assign(document.createElement('img'), { src: `${url}/icon.svg` }),
        Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/assets/wizard.css` }),
      ].map(
        (element) =>
          new Promise((ended) => {
            element.addEventListener('error', ended)
            element.addEventListener('load', ended)
            document.body.append(element)
          }),
      )
      await Promise.all(loads)
      const link = Object.assign(document.createElement('a'), { href: `${url}/`, textContent: 'link' })
      document.body.append(link)
      link.click()
    }, server.url)
    await page.waitForURL(`${server.url}/`)
    expect(await page.locator('body').innerText()).toContain('another site')
    expect(reached).toEqual([])
  })

  test('by a frame around it', async () => {
    const page = await strangersPage()
    await page.evaluate(async (url) => {
      const frame = Object.assign(document.createElement('iframe'), { src: url })
      await new Promise((loaded) => {
        frame.addEventListener('load', loaded)
        document.body.append(frame)
      })
    }, server.url)
    const framed = await Promise.all(page.frames().map((frame) => frame.locator('body').innerText()))
    expect(framed.join()).not.toContain('ours')
    expect(reached).toEqual([])
  })

  test('by its stream of events', async () => {
    const page = await strangersPage()
    const seen = await page.evaluate(
      async (url) =>
        new Promise((ended) => {
          const events = new EventSource(`${url}/events`, { withCredentials: true })
          events.addEventListener('message', () => ended('a message'))
          events.addEventListener('error', () => ended('refused'))
        }),
      server.url,
    )
    expect(seen).toBe('refused')
    expect(reached).toEqual([])
  })

  test.each(['/', '/events', '/inputs'])('by a WebSocket to %s', async (path) => {
    const page = await strangersPage()
    const seen = await page.evaluate(
      async (url) =>
        new Promise((ended) => {
          const socket = new WebSocket(url)
          socket.addEventListener('open', () => ended('open'))
          socket.addEventListener('error', () => ended('refused'))
        }),
      server.url.replace('http', 'ws') + path,
    )
    expect(seen).toBe('refused')
    expect(reached).toEqual([])
  })

  test('by a window it opens and watches', async () => {
    const page = await strangersPage()
    const opened = context.waitForEvent('page')
    await page.evaluate((url) => void open(url), server.url)
    const popup = await opened
    await popup.waitForLoadState()
    expect(await popup.locator('body').innerText()).toContain('another site')
    expect(reached).toEqual([])
  })
})

describe('a name that was bound anew to 127.0.0.1 (DNS rebinding) reaches no handler', () => {
  test.each(['localhost', 'license-wizard.example.com'])('%s', async (name) => {
    const rebound = await launchRebound(name)
    try {
      const page = await rebound.newPage()
      await page.goto(`http://${name}:${server.port}/`)
      expect(await page.locator('body').innerText()).toContain('its own address only')
      // From that page, its own origin as it believes: same-site to itself, with JSON and without.
      const statuses = await page.evaluate(async (body) => {
        const headers = { 'content-type': 'application/json' }
        const post = await fetch('/inputs', { method: 'POST', headers, body })
        const session = await fetch('/session', { method: 'POST', headers, body: '{"token":"the-one-time-token"}' })
        const get = await fetch('/events')
        return [post.status, session.status, get.status]
      }, INPUTS)
      expect(statuses).toEqual([421, 421, 421])
      expect(reached).toEqual([])
    } finally {
      await rebound.close()
    }
  })
})

/** A browser that was told, as by a lying name server, that a name is 127.0.0.1. */
async function launchRebound(name: string) {
  return launchBrowser([`--host-resolver-rules=MAP ${name} 127.0.0.1`])
}

describe('without the token, this PC itself reaches nothing that matters', () => {
  test('a window without a session sees no screen and sends none', async () => {
    const other = await browser.newContext()
    const page = await other.newPage()
    await page.goto(server.url)
    reached = []
    const statuses = await page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' }
      const sent = await fetch('/inputs', { method: 'POST', headers, body })
      return [sent.status, (await fetch('/events')).status]
    }, INPUTS)
    expect(statuses).toEqual([401, 401])
    expect(reached).toEqual([])
    await other.close()
  })

  test('a token works once', async () => {
    const body = JSON.stringify({ token: TOKEN })
    const shown = [await send('POST', '/session', ours(), body), await send('POST', '/session', ours(), body)]
    expect(shown).toEqual([204, 403])
  })

  test.each([
    ['a guessed cookie', { cookie: 'license-wizard=guess' }],
    ['a doubled cookie, one of them right', { cookie: `license-wizard=x; license-wizard=${SESSION}` }],
    ['no cookie', {}],
  ])('%s', async (_, headers) => {
    expect(await send('POST', '/inputs', { ...ours(), ...headers }, INPUTS)).toBe(401)
    expect(reached).toEqual([])
  })

  test.each([
    ['another Host', { host: 'evil.example' }, 421],
    ['the right Host with another port', { host: '127.0.0.1:1' }, 421],
    ['localhost', { host: 'localhost' }, 421],
    ['no Origin', { origin: '' }, 403],
    ['the Origin null of a sandbox', { origin: 'null' }, 403],
    ['Origin of the same site on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['same-site, not same-origin', { 'sec-fetch-site': 'same-site' }, 403],
    ['no JSON', { 'content-type': 'text/plain' }, 415],
    ['JSON with a charset trick', { 'content-type': 'text/plain; application/json' }, 415],
  ])('with the right cookie, but %s', async (_, headers, status) => {
    const cookie = `license-wizard=${SESSION}`
    expect(await send('POST', '/inputs', { ...ours(), cookie, ...headers }, INPUTS)).toBe(status)
    expect(reached).toEqual([])
  })

  test.each([
    ['no JSON at all', '{', 400],
    ['something else', '{"a":1}', 400],
    ['an unknown input', '{"number":1,"inputs":[{"type":"run","name":"x"}]}', 400],
    ['10 MB', `{"number":1,"inputs":[{"type":"set","name":"key","value":"${'A'.repeat(10_000_000)}"}]}`, 413],
  ])('a message of %s', async (_, body, status) => {
    const cookie = `license-wizard=${SESSION}`
    expect(await send('POST', '/inputs', { ...ours(), cookie }, body)).toBe(status)
    expect(reached).toEqual([])
  })

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('a message by %s', async (method) => {
    const cookie = `license-wizard=${SESSION}`
    expect(await send(method, '/inputs', { ...ours(), cookie })).toBe(405)
    expect(reached).toEqual([])
  })

  test('a second License Wizard is asked for the secret of its file', async () => {
    expect(await send('POST', '/focus', {})).toBe(401)
    expect(await send('POST', '/focus', { authorization: 'Bearer guess' })).toBe(401)
    expect(reached).toEqual([])
    expect(await send('POST', '/focus', { authorization: 'Bearer the-instance' })).toBe(204)
    expect(reached).toEqual(['focus'])
  })

  test.each(['/../package.json', '/assets/../../package.json', '//evil.example/', '/assets/%2e%2e/x', '/?x', '/x?y=z'])(
    'the path %s',
    async (path) => {
      expect(await send('GET', path, { 'sec-fetch-site': 'none' })).toBeGreaterThanOrEqual(400)
      expect(reached.filter((what) => !what.startsWith('asset '))).toEqual([])
    },
  )

  test('a socket that speaks no HTTP, and an upgrade, are closed', async () => {
    for (const text of [
      'nonsense\r\n\r\n',
      `GET / HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`,
    ]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.end(text)
      socket.resume()
      await once(socket, 'close')
    }
    expect(reached).toEqual([])
  })

  test('a message that is cut off in the middle ends nothing: neither by another program of this PC, nor by a page that is reloaded', async () => {
    const failures: unknown[] = []
    const note = (cause: unknown) => void failures.push(cause)
    process.on('unhandledRejection', note)
    const lines = [
      'POST /session HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      `origin: ${server.url}`,
      'sec-fetch-site: same-origin',
      'content-type: application/json',
      'content-length: 100',
    ]
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`${lines.join('\r\n')}\r\n\r\n{"token":`)
    for (let turn = 0; turn < 5; turn += 1) await send('GET', '/', { 'sec-fetch-site': 'none' })
    socket.destroy()
    for (let turn = 0; turn < 20; turn += 1) expect(await send('GET', '/', { 'sec-fetch-site': 'none' })).toBe(200)
    process.off('unhandledRejection', note)
    expect(failures).toEqual([])
  })

  test('every answer, refusals too, forbids frames, scripts of others, sniffing and keeping', async () => {
    for (const path of ['/', '/events', '/nothing']) {
      const answer = await fetch(server.url + path)
      const headers = Object.fromEntries(answer.headers)
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      await answer.body?.cancel()
    }
  })
})

/** A request made by hand: any header may lie. Gives its status. */
async function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
  const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers: given })
  // A server that refuses in the middle of a long body may close the connection: its answer came before.
  sent.on('error', () => undefined)
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}

/** What the window's own page sends with everything. */
function ours() {
  return { origin: server.url, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
}
