import { expect, test } from 'vitest'
import { readHostConfig } from '../src/config.ts'
import { FAILPOINTS, parseFailpoint } from '../src/failpoints.ts'
import { readServerAddress } from '../src/connection.ts'
import { storeLocations } from '../src/store-location.ts'

const NOWHERE = { programData: null, localAppData: null, xdgStateHome: null, home: null }

test('what is named on the command line wins over the environment; blank counts as not named', () => {
  const env = { LATCHKEY_SERVER: 'https://env.example.com', LATCHKEY_STORE: '/env', LATCHKEY_CA: ' ' }
  expect(readHostConfig({ server: 'https://named.example.com' }, env)).toMatchObject({
    server: 'https://named.example.com',
    store: '/env',
    caFile: null,
  })
  expect(readHostConfig({}, {})).toMatchObject({ server: null, store: null, failpoint: null, hostName: null })
})

test('proxies are read as curl reads them: lower case first', () => {
  const env = { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1', NO_PROXY: 'localhost' }
  expect(readHostConfig({}, env).proxy).toEqual({ httpProxy: '', httpsProxy: 'http://lower:1', noProxy: 'localhost' })
})

test('numbers that are none are ignored', () => {
  const env = { LATCHKEY_ANSWER_TIMEOUT_MS: 'soon', LATCHKEY_CONNECT_TIMEOUT_MS: '250' }
  expect(readHostConfig({}, env)).toMatchObject({ answerTimeoutMs: 20_000, connectTimeoutMs: 250 })
})

test('every failpoint can be armed, at its first or a later time; a misspelled one stops the start', () => {
  for (const step of FAILPOINTS) expect(parseFailpoint(`${step}:2`)).toEqual({ step, time: 2 })
  expect(readHostConfig({}, { LATCHKEY_FAILPOINT: 'after-send' }).failpoint).toEqual({ step: 'after-send', time: 1 })
  for (const name of ['after-sent', 'after-send:0', 'after-send:1:2', ':']) {
    expect(() => readHostConfig({}, { LATCHKEY_FAILPOINT: name })).toThrow('names no failpoint')
  }
})

test.each([
  ['linux', { ...NOWHERE, home: '/home/ada' }, ['/var/lib/latchkey', '/home/ada/.local/state/latchkey']],
  ['linux', { ...NOWHERE, home: '/home/ada', xdgStateHome: '/state' }, ['/var/lib/latchkey', '/state/latchkey']],
  ['linux', { ...NOWHERE, xdgStateHome: 'relative' }, ['/var/lib/latchkey']],
  [
    'macos',
    { ...NOWHERE, home: '/Users/ada' },
    ['/Library/Application Support/Latchkey', '/Users/ada/Library/Application Support/Latchkey'],
  ],
  [
    'windows',
    { ...NOWHERE, programData: 'D:\\ProgramData', localAppData: 'C:\\Users\\ada\\AppData\\Local' },
    ['D:\\ProgramData\\Latchkey', 'C:\\Users\\ada\\AppData\\Local\\Latchkey'],
  ],
  [
    'windows',
    { ...NOWHERE, home: 'C:\\Users\\ada' },
    ['C:\\ProgramData\\Latchkey', 'C:\\Users\\ada\\AppData\\Local\\Latchkey'],
  ],
] as const)('on %s licenses lie machine-wide first, then with the user: %j', (platform, directories, paths) => {
  expect(storeLocations({ platform, chosen: null, directories }).map(({ path }) => path)).toEqual(paths)
})

test('a chosen store is the only one', () => {
  expect(storeLocations({ platform: 'linux', chosen: '/srv/licenses', directories: NOWHERE })).toEqual([
    { path: '/srv/licenses', scope: 'chosen' },
  ])
})

test.each([
  ['licenses.example.com', 'https://licenses.example.com/'],
  ['licenses.example.com:8443', 'https://licenses.example.com:8443/'],
  ['http://127.0.0.1:4780', 'http://127.0.0.1:4780/'],
  ['ftp://licenses.example.com', undefined],
  ['not an address', undefined],
])('the address "%s" is %s', (text, href) => {
  expect(readServerAddress(text)?.href).toBe(href)
})
