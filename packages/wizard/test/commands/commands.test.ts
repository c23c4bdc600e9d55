import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPc, type Pc } from '../../../../test/support/pc.ts'
import { openVendor, type Person, type Vendor } from '../../../../test/support/vendor.ts'

/** Real processes of the wizard against a real server. */
let vendor: Vendor
let alice: Person
let bob: Person

beforeAll(async () => {
  vendor = await openVendor()
  alice = await vendor.createAccount('alice')
  bob = await vendor.createAccount('bob')
})
afterAll(async () => {
  await vendor[Symbol.asyncDispose]()
})

/** What differs from run to run, made the same. */
function settled(text: string, last5 = ''): string {
  return text
    .replaceAll(/\b(op|lic|rr|key)_[0-9a-z]{20}\b/g, '$1_00000000000000000000')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-24T00:00:00.000Z')
    .replaceAll(/[A-Z][a-z]{2}\u00A0\d\d,\u00A0\d{4}/g, 'Nov 24, 2026')
    .replaceAll(last5 === '' ? '\u0000' : last5, 'LAST5')
}

/** Writes down what the commands of a PC tell. */
function scribe(pc: Pc, last5: string) {
  const shown: string[] = []
  const run = async (args: readonly string[], proof = {}) => {
    const { stdout, stderr, exitCode } = await pc.wizard(args, proof)
    const told = settled(`${args.join(' ')}\n${stdout}${stderr}`, last5).replaceAll(vendor.folder, '/media/stick')
    shown.push(`$ license-wizard ${told}exit ${exitCode}\n`)
  }
  return { shown, run }
}

/** Of a terminal of 80 columns nothing is cut off, but for paths. */
function expectNarrow(shown: readonly string[]): void {
  const answers = shown
    .join('\n')
    .split('\n')
    .filter((line) => !line.startsWith('$ '))
  expect(answers.filter((line) => line.length > 80)).toEqual([])
}

async function issuePair() {
  const { key } = await vendor.issuePair()
  return { key, last5: key.slice(-5) }
}

/** A port where nobody listens: one that was free a moment ago. */
async function closedPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port')
  return address.port
}

function freshPc(name: string): Pc {
  return openPc(vendor, name)
}

describe('the commands of KB1023, word for word', () => {
  test('activate, list, return: each tells its Status on standard output and nothing on standard error', async () => {
    const { key, last5 } = await issuePair()
    const { shown, run } = scribe(freshPc('PC-GOLD'), last5)
    await run(['list'])
    await run(['activate', '--dry-run'], { key })
    await run(['activate'], { key })
    await run(['activate'], { key })
    await run(['list'])
    await run(['list'], { key })
    await run(['associate', '--dry-run'], { account: alice, key })
    await run(['associate'], { account: alice, key })
    await run(['transfer', '--all', '--dry-run'], { account: bob, key })
    await run(['transfer', '--all', '--yes'], { account: bob, key })
    await run(['return', '--license', 'ct', '--dry-run'], { account: alice })
    await run(['return'], { account: bob })
    await run(['return', '--license', 'ct'], { account: bob })
    await run(['renew'])
    await run(['renew', '--all'])
    await run(['fetch'])
    await run(['repair'])
    await expect(shown.join('\n')).toMatchFileSnapshot('transcript.golden.txt')
    expectNarrow(shown)
  })

  test('without the old PC, and without a network: lost-pc, emergency, support-request, request, import', async () => {
    const { key } = await vendor.issueKey({})
    const last5 = key.slice(-5)
    expect(await freshPc('PC-LOST').wizard(['activate'], { account: alice, key })).toMatchObject({ exitCode: 0 })
    const here = scribe(freshPc('PC-SPARE'), last5)
    await here.run(['emergency', '--dry-run'], { account: alice })
    await here.run(['emergency'], { account: alice })
    await here.run(['return'], { account: alice })
    await here.run(['support-request', '--email', 'reader@example.com', '--reason', 'lost-pc'], { key })
    await here.run(['lost-pc', '--dry-run'], { account: alice })
    await here.run(['lost-pc', '--reason', 'dead-pc'], { account: alice })
    await here.run(['lost-pc'], { account: alice })
    const cellar = freshPc('PC-CELLAR')
    const carried = scribe(cellar, last5)
    expect(await cellar.wizard(['list'], { account: alice })).toMatchObject({ exitCode: 0 })
    const at = (name: string) => join(vendor.folder, name)
    const [request, response] = [at('cellar.lkreq'), at('cellar.lkres')]
    await carried.run(['request', '--file', request], { key })
    expect(await vendor.latchkey(['offline', 'answer', request, '--out', response])).toMatchObject({ exitCode: 0 })
    await carried.run(['import', request])
    await carried.run(['import', response])
    await carried.run(['import', response])
    await carried.run(['request', '--return', '--all', '--file', request], { key })
    await carried.run(['request', '--return', '--all', '--file', at('cellar.lkret')], { key })
    const shown = [...here.shown, ...carried.shown]
    await expect(shown.join('\n')).toMatchFileSnapshot('beyond.golden.txt')
    expectNarrow(shown)
  })

  test('a dry run changes nothing', async () => {
    const issued = await vendor.issuePair()
    const before = vendor.state(issued.id)
    const pc = freshPc('PC-DRY')
    expect(await pc.wizard(['activate', '--dry-run'], { key: issued.key })).toMatchObject({ exitCode: 0, stderr: '' })
    await pc.wizard(['associate', '--dry-run'], { account: alice, key: issued.key })
    expect(vendor.state(issued.id)).toEqual(before)
  })
})

describe('JSON', () => {
  test('an answer of rows is one object, the same fields for every changing command', async () => {
    const { key, last5 } = await issuePair()
    const pc = freshPc('PC-JSON')
    const { json, exitCode } = await pc.json(['activate', '--license', 'ct'], { key })
    expect(exitCode).toBe(0)
    expect(json).toEqual({
      command: 'activate',
      exitCode: 0,
      dryRun: false,
      host: { id: expect.stringMatching(/^[\w-]{43}$/), name: 'PC-JSON' },
      account: null,
      operations: [expect.stringMatching(/^op_/)],
      rows: [
        {
          action: 'activate',
          status: 'succeeded',
          alreadySo: false,
          license: {
            id: expect.stringMatching(/^lic_/),
            product: 'ct',
            productName: 'Commissioning Tool',
            edition: 'Standard',
            keyLast5: last5,
            associatedTo: null,
            associatedToAnother: false,
            activatedOn: { host: 'PC-JSON', here: true, since: expect.stringMatching(/Z$/) },
            expiresAt: null,
            emergencyUntil: null,
          },
          refusal: null,
        },
      ],
      refusal: null,
    })
    const listed = await pc.json(['list'])
    expect(listed.json).toMatchObject({ pending: 0, licenses: [{ state: 'valid', license: { product: 'ct' } }] })
  })

  test('a refusal is an answer too: on standard output, with the exit code of the refusal', async () => {
    const { json, exitCode, stderr } = await freshPc('PC-REF').json(['list'], {
      account: { ...alice, password: 'not the password' },
    })
    expect(exitCode).toBe(14)
    expect(stderr).toBe('')
    expect(json).toMatchObject({ command: 'list', exitCode: 14, refusal: { code: 'SIGN_IN_FAILED' } })
  })
})

describe('refusals', () => {
  test('a license active elsewhere names the PC, and Support can be asked', async () => {
    const { key } = await issuePair()
    await freshPc('PC-OLD').wizard(['activate'], { key })
    const pc = freshPc('PC-NEW')
    const refused = await pc.wizard(['activate', '--license', 'ct'], { key })
    expect(refused.exitCode).toBe(18)
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain('ACTIVATED_ELSEWHERE')
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain('PC-OLD')
    const asked = await pc.json(['support-request', '--email', 'a@example.com', '--language', 'de'], { key })
    expect(asked).toMatchObject({ exitCode: 0, json: { reason: 'lost-pc', returnRequest: { state: 'open' } } })
    expect(asked.json.licenses).toHaveLength(2)
    expect(asked.json.message).toContain('aktiv auf PC-OLD')
    // Support's reply is drafted in the language of the wizard that asked.
    const params = { id: (asked.json as { returnRequest: { id: string } }).returnRequest.id }
    const preview = await vendor.client().call('previewDecision', { params, body: { decision: 'return' } })
    expect(preview).toMatchObject({ ok: true, value: { reply: { language: 'de' } } })
  })

  test('a mistyped key is named without network, with its correction', async () => {
    const { key } = await issuePair()
    const wrong = `${key.slice(0, 20)}${key[20] === '2' ? '3' : '2'}${key.slice(21)}`
    const { exitCode, stderr } = await freshPc('PC-TYPO').wizard(['activate', '--server', 'http://127.0.0.1:9'], {
      key: wrong,
    })
    expect(exitCode).toBe(10)
    expect(stderr).toContain(`Did you mean ${key[20]} in group 4?`)
    expect(stderr).toContain('Code KEY_MALFORMED')
    expect(stderr).not.toContain(key)
  })

  test('a server that is down gives its sentence, way out, code and exit code', async () => {
    const { key } = await issuePair()
    const server = `http://127.0.0.1:${await closedPort()}`
    const { exitCode, stderr, stdout } = await freshPc('PC-DOWN').wizard(['activate', '--server', server], { key })
    expect(stdout).toBe('')
    expect(stderr).toContain('does not answer.')
    expect(stderr).toContain('Code NETWORK_REFUSED')
    expect(exitCode).toBe(61)
  })
})

describe('usage', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a key among the arguments', ['activate', '--key', 'AAAAA'], /seen by everybody.*--key-stdin/],
    [
      'a password among the arguments',
      ['list', '--account', 'x', '--password', 'y'],
      /seen by everybody.*--password-stdin/,
    ],
    ['no proof', ['activate'], /Activation Key is missing/],
    ['no password', ['list', '--account', 'alice'], /password is missing/],
    ['an unknown command', ['frobnicate'], /no command "frobnicate"/],
    ['an unknown option', ['list', '--frobnicate'], /there is no option/],
    ['no terminal', [], /need a terminal/],
    ['no e-mail', ['support-request'], /e-mail address is needed/],
  ]
  test.each(cases)('%s is refused with 2, on standard error only', async (_, args, words) => {
    const { exitCode, stdout, stderr } = await freshPc('PC-USAGE').wizard(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.replaceAll('\n', ' ')).toMatch(words)
    expect(stderr).not.toContain('AAAAA')
  })

  test('secrets may come from the environment', async () => {
    const { key } = await issuePair()
    const pc = freshPc('PC-ENV')
    const env = { LATCHKEY_KEY: key, LATCHKEY_PASSWORD: alice.password }
    expect(await pc.wizard(['associate', '--account', 'alice'], {}, env)).toMatchObject({ exitCode: 0 })
  })

  test('help tells every command and the exit codes', async () => {
    const { stdout, exitCode } = await freshPc('PC-USAGE').wizard(['--help'])
    expect(exitCode).toBe(0)
    for (const name of [
      'list',
      'activate',
      'return',
      'associate',
      'transfer',
      'support-request',
      'renew',
      'fetch',
      'repair',
      'doctor',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    }
    expect(stdout).toContain('Exit codes:')
  })
})
