import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

describe('the environment', () => {
  it('may be empty: everything has a default', () => {
    expect(readConfig({})).toEqual({
      ok: true,
      value: {
        dataDir: resolve('./data'),
        host: '127.0.0.1',
        port: 7300,
        issuer: null,
        tls: null,
        trustProxy: false,
        publicUrl: null,
        smtpUrl: null,
        mailFrom: 'Latchkey <no-reply@localhost>',
        webhooksToLoopback: false,
        downloads: null,
        logLevel: 'info',
        limits: {},
        failpoint: null,
        serverUrl: null,
        token: null,
      },
    })
  })

  it('counts an empty variable as not set', () => {
    expect(readConfig({ LATCHKEY_PORT: '', LATCHKEY_TLS_CERT: '', LATCHKEY_URL: '' })).toEqual(readConfig({}))
  })

  it('sets what it names', () => {
    const config = readConfig({
      LATCHKEY_DATA: '/srv/latchkey',
      LATCHKEY_HOST: '0.0.0.0',
      LATCHKEY_PORT: '0',
      LATCHKEY_ISSUER: 'https://licenses.example.com',
      LATCHKEY_TLS_CERT: '/tls/cert.pem',
      LATCHKEY_TLS_KEY: '/tls/key.pem',
      LATCHKEY_TRUST_PROXY: '1',
      LATCHKEY_WEBHOOKS_LOOPBACK: '1',
      LATCHKEY_DOWNLOADS: 's3://downloads/releases',
      LATCHKEY_S3_ENDPOINT: 'https://s3.example.com',
      LATCHKEY_S3_REGION: 'eu-central-1',
      LATCHKEY_LOG: 'debug',
      LATCHKEY_LIMITS: '{"signInsPerIpPerMinuteMax":1000}',
      LATCHKEY_FAILPOINT: 'after-sign',
      LATCHKEY_URL: 'https://licenses.example.com/',
      LATCHKEY_TOKEN: 'lk_live_0123456789',
    })
    expect(config).toEqual({
      ok: true,
      value: {
        dataDir: resolve('/srv/latchkey'),
        host: '0.0.0.0',
        port: 0,
        issuer: 'https://licenses.example.com',
        tls: { certPath: '/tls/cert.pem', keyPath: '/tls/key.pem' },
        trustProxy: true,
        publicUrl: null,
        smtpUrl: null,
        mailFrom: 'Latchkey <no-reply@localhost>',
        webhooksToLoopback: true,
        downloads: {
          bucket: 'downloads',
          prefix: 'releases/',
          endpoint: 'https://s3.example.com',
          region: 'eu-central-1',
        },
        logLevel: 'debug',
        limits: { signInsPerIpPerMinuteMax: 1000 },
        failpoint: 'after-sign',
        serverUrl: 'https://licenses.example.com',
        token: 'lk_live_0123456789',
      },
    })
  })

  it.each([
    ['LATCHKEY_PORT', '65536'],
    ['LATCHKEY_PORT', '-1'],
    ['LATCHKEY_PORT', '7300x'],
    ['LATCHKEY_PORT', ' 7300'],
    ['LATCHKEY_HOST', 'not an address'],
    ['LATCHKEY_ISSUER', 'has spaces in it'],
    ['LATCHKEY_TRUST_PROXY', 'yes'],
    ['LATCHKEY_WEBHOOKS_LOOPBACK', 'yes'],
    ['LATCHKEY_DOWNLOADS', 's3://'],
    ['LATCHKEY_DOWNLOADS', 's3:///x'],
    ['LATCHKEY_S3_ENDPOINT', 'ftp://x'],
    ['LATCHKEY_S3_REGION', 'EU West'],
    ['LATCHKEY_LOG', 'verbose'],
    ['LATCHKEY_LIMITS', '{'],
    ['LATCHKEY_LIMITS', 'null'],
    ['LATCHKEY_LIMITS', '[1]'],
    ['LATCHKEY_LIMITS', '{"rowsMax":"many"}'],
    ['LATCHKEY_LIMITS', '{"rowsMax":-1}'],
    ['LATCHKEY_FAILPOINT', 'after-lunch'],
    ['LATCHKEY_URL', 'licenses.example.com'],
    ['LATCHKEY_URL', 'ftp://licenses.example.com'],
  ])('is refused with the variable, its value and what is allowed: %s=%s', (variable, value) => {
    const config = readConfig({ [variable]: value })
    expect(config).toEqual({ ok: false, error: [{ variable, value, allowed: expect.any(String) }] })
  })

  it('names every wrong variable at once, and never repeats a secret', () => {
    const config = readConfig({ LATCHKEY_PORT: 'x', LATCHKEY_TLS_CERT: '/tls/cert.pem', LATCHKEY_TOKEN: 'my secret' })
    expect(config.ok ? [] : config.error.map(({ variable, value }) => [variable, value])).toEqual([
      ['LATCHKEY_PORT', 'x'],
      ['LATCHKEY_TOKEN', '(secret)'],
      ['LATCHKEY_TLS_KEY', ''],
    ])
    expect(JSON.stringify(config)).not.toContain('my secret')
  })
})
