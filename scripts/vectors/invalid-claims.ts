import { type Case, casesOf, type Row } from './case.ts'
import { makeClaims, SIGNED_AT } from './claims.ts'
import { forge, headerFor } from './forge.ts'
import type { VectorKeys } from './keys.ts'

/** Rightly signed documents whose claims are not as they must be. */
export function invalidClaims(keys: VectorKeys): readonly Case[] {
  return [
    ...casesOf('license', [...wrongJson(keys), ...missingClaims(keys), ...wrongClaims(keys)]),
    ...casesOf('response', wrongResponses(keys)),
    ...casesOf('receipt', wrongReceipts(keys)),
  ]
}

function wrongJson(keys: VectorKeys): readonly Row[] {
  const key = keys['signing-es256']
  const { license } = makeClaims(keys)
  const json = JSON.stringify(license)
  const header = headerFor('license', key)
  const signed = (claims: string | Buffer) => forge(header, claims, key)
  const inserted = (member: string) => signed(json.replace('{', `{${member},`))
  const badUtf8 = Buffer.from(json).fill(0xff, json.indexOf('Commissioning'), json.indexOf('Commissioning') + 1)
  const overlong = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from(`",${json.slice(1)}`)])
  const malformed: readonly (readonly [string, string, string])[] = [
    ['json-array', 'claims that are no object', signed(`[${json}]`)],
    ['json-text', 'claims that are no object', signed('"license"')],
    ['json-null', 'claims that are no object', signed('null')],
    ['json-empty', 'no claims', signed(' ')],
    ['json-cut', 'claims cut short', signed(json.slice(0, -1))],
    ['json-trailing-comma', 'a comma too many', signed(json.replace(/\}$/, ',}'))],
    ['json-comment', 'a comment', signed(`/* */${json}`)],
    ['json-single-quotes', 'single quotes', inserted("'a':1")],
    ['json-two-objects', 'two objects', signed(json + json)],
    ['json-trailing-zero-byte', 'a zero byte after it', signed(`${json}\0`)],
    ['json-bom', 'a byte order mark', signed(`\uFEFF${json}`)],
    ['json-raw-line-end', 'a line end within a text', inserted('"a":"\n"')],
    ['json-nan', 'NaN', inserted('"a":NaN')],
    ['json-leading-zero', 'a number with a leading zero', inserted('"a":01')],
    ['json-fraction', 'a number with a fraction', inserted('"a":1.0')],
    ['json-exponent', 'a number with an exponent', inserted('"a":1e3')],
    ['json-large-number', '2^53', inserted('"a":9007199254740992')],
    ['json-minus-zero', '-0', inserted('"a":-0')],
    ['json-lone-surrogate', 'half a character', inserted('"a":"\\ud800"')],
    ['json-lone-surrogate-name', 'half a character in a name', inserted('"\\udc00":1')],
    ['json-not-utf8', 'a byte that is no UTF-8', signed(badUtf8)],
    ['json-overlong', 'UTF-8 longer than it must be', signed(overlong)],
    ['json-utf16', 'UTF-16', signed(Buffer.from(json, 'utf16le'))],
    ['json-deep', '17 levels', inserted(`"a":${'['.repeat(16)}${']'.repeat(16)}`)],
    ['json-very-deep', '20,000 levels', inserted(`"a":${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
  ]
  return [
    ...malformed.map(([name, about, content]): Row => [name, 'JSON_MALFORMED', about, content]),
    ['duplicate-exp', 'DUPLICATE_NAME', 'exp twice', inserted(`"exp":${SIGNED_AT}`)],
    ['duplicate-escaped', 'DUPLICATE_NAME', 'exp twice, once with an escape', inserted(`"e\\u0078p":${SIGNED_AT}`)],
    ['duplicate-proto', 'DUPLICATE_NAME', '__proto__ twice', inserted('"__proto__":1,"__proto__":2')],
    ['duplicate-unknown', 'DUPLICATE_NAME', 'an unknown claim twice', inserted('"a":1,"b":2,"a":1')],
    [
      'duplicate-nested',
      'DUPLICATE_NAME',
      'jkt twice',
      signed(json.replace('"cnf":{', `"cnf":{"jkt":"${'A'.repeat(43)}",`)),
    ],
    ['duplicate-in-array', 'DUPLICATE_NAME', 'within an array', inserted('"a":[[{"b":[],"c":{"b":1},"b":[]}]]')],
  ]
}

const LICENSE_OPTIONAL: ReadonlySet<string> = new Set(['exp', 'renewFrom', 'graceUntil', 'expiresAt'])

function missingClaims(keys: VectorKeys): readonly Row[] {
  const key = keys['signing-es256']
  const { license } = makeClaims(keys)
  const required = Object.keys(license).filter((name) => !LICENSE_OPTIONAL.has(name))
  return required.map((name) => {
    const rest = Object.fromEntries(Object.entries(license).filter(([other]) => other !== name))
    const content = forge(headerFor('license', key), rest, key)
    return [`no-${kebab(name)}`, 'CLAIMS_MALFORMED', `${name} is missing`, content]
  })
}

function wrongClaims(keys: VectorKeys): readonly Row[] {
  const { license } = makeClaims(keys)
  const wrong: Readonly<Record<string, object>> = {
    'iss-empty': { iss: '' },
    'sub-other-kind': { sub: 'key_0123456789abcdefghjk' },
    'sub-short': { sub: 'lic_1' },
    'aud-array': { aud: ['ct'] },
    'aud-capital': { aud: 'CT' },
    'iat-text': { iat: String(SIGNED_AT) },
    'iat-negative': { iat: -1 },
    'exp-null': { exp: null },
    'exp-milliseconds': { exp: SIGNED_AT * 1000 },
    'expires-at-text': { expiresAt: '2027-03-01' },
    'grace-until-true': { graceUntil: true },
    'cnf-text': { cnf: 'x' },
    'cnf-no-jkt': { cnf: {} },
    'cnf-jkt-short': { cnf: { jkt: 'A'.repeat(42) } },
    'kind-unknown': { kind: 'gratis' },
    'kind-proto': { kind: 'constructor' },
    'generation-negative': { generation: -1 },
    'generation-text': { generation: '3' },
    'features-text': { features: 'all' },
    'features-numbers': { features: [1] },
    'account-text': { account: 'ana@example.com' },
    'account-no-name': { account: { id: 'acc_0123456789abcdefghjk' } },
    'host-array': { host: [] },
    'host-no-fingerprint': { host: { name: 'PC' } },
    'fingerprint-array': { host: { name: 'PC', fingerprint: ['a'] } },
    'fingerprint-number': { host: { name: 'PC', fingerprint: { disk: 1 } } },
  }
  const key = keys['signing-es256']
  return Object.entries(wrong).map(([name, change]) => [
    name,
    'CLAIMS_MALFORMED',
    `the claim has not its shape: ${name}`,
    forge(headerFor('license', key), { ...license, ...change }, key),
  ])
}

function wrongResponses(keys: VectorKeys): readonly Row[] {
  const { response } = makeClaims(keys)
  const key = keys['signing-es256']
  const [row] = response.rows as readonly object[]
  const [listed] = response.licenses as readonly object[]
  const wrong: Readonly<Record<string, object>> = {
    'aud-array': { aud: [response.aud] },
    'no-exp': { exp: undefined },
    'sub-missing': { sub: undefined },
    'rows-object': { rows: {} },
    'row-status-unknown': { rows: [{ ...row, status: 'maybe' }] },
    'row-already-so-text': { rows: [{ ...row, alreadySo: 'false' }] },
    'row-code-small': { rows: [{ ...row, refusal: { code: 'expired', facts: {} } }] },
    'row-facts-nested': { rows: [{ ...row, refusal: { code: 'EXPIRED', facts: { a: {} } } }] },
    'row-license-file-empty': { rows: [{ ...row, licenseFile: '' }] },
    'license-no-actions': { licenses: [{ ...listed, actions: {} }] },
    'license-associated-to-unknown': { licenses: [{ ...listed, associatedTo: { kind: 'them' } }] },
    'license-elsewhere-unnamed': { licenses: [{ ...listed, activatedOn: { kind: 'elsewhere' } }] },
  }
  return [
    ...Object.entries(wrong).map(([name, change]): Row => [
      name,
      'CLAIMS_MALFORMED',
      `the claim has not its shape: ${name}`,
      forge(headerFor('response', key), { ...response, ...change }, key),
    ]),
    [
      'signed-by-device',
      'SIGNING_KEY_UNKNOWN',
      'the device key signs no response',
      forge(headerFor('response', keys.device), response, keys.device),
    ],
  ]
}

function wrongReceipts(keys: VectorKeys): readonly Row[] {
  const { receipt } = makeClaims(keys)
  const key = keys['signing-es256']
  const signed = (claims: object) => forge(headerFor('receipt', key), claims, key)
  return [
    ['no-operation', 'CLAIMS_MALFORMED', 'operationId is missing', signed({ ...receipt, operationId: undefined })],
    ['generation-text', 'CLAIMS_MALFORMED', 'generation is no number', signed({ ...receipt, generation: '3' })],
    ['license-typ', 'TYPE_WRONG', 'a license shown as a receipt', forge(headerFor('license', key), receipt, key)],
  ]
}

function kebab(name: string): string {
  return name.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)
}
