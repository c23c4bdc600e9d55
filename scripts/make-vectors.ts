import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encryptedKeyCases } from './vectors/activation-key.ts'
import { checkCases } from './vectors/checks.ts'
import { fileCases } from './vectors/files.ts'
import { invalidClaims } from './vectors/invalid-claims.ts'
import { invalidEnvelopes } from './vectors/invalid-envelope.ts'
import { invalidHostRequests } from './vectors/invalid-host-requests.ts'
import { invalidKeySets } from './vectors/invalid-key-sets.ts'
import { type KeyName, makeKeys, publicJwk, type VectorKeys } from './vectors/keys.ts'
import { validCases } from './vectors/valid-cases.ts'

/**
 * Writes `vectors/`: documents valid and invalid that every language's verifier is held to. Signatures differ from run to run, so
 * what is committed is what counts; the keys are kept.
 */
const DIRECTORY = join(import.meta.dirname, '..', 'vectors')
const WARNING = 'Test keys, private halves published on purpose. Trust nothing they sign.'

const keys = readKeys() ?? makeKeys()
writeJson('keys.json', { warning: WARNING, keys })
writeJson('trusted.json', {
  warning: WARNING,
  root: keys['root-es256'].jwk.kid,
  keys: (['signing-es256', 'signing-ed25519', 'encryption'] as const).map((name: KeyName) => publicJwk(keys[name])),
})

for (const directory of ['valid', 'invalid', 'files']) {
  rmSync(join(DIRECTORY, directory), { recursive: true, force: true })
  mkdirSync(join(DIRECTORY, directory), { recursive: true })
}

const cases = [
  ...validCases(keys),
  ...invalidEnvelopes(keys),
  ...invalidClaims(keys),
  ...invalidHostRequests(keys),
  ...invalidKeySets(keys),
]
const documents = cases.map(({ name, type, expected, about, content, root }) => {
  const file = `${expected === 'valid' ? 'valid' : 'invalid'}/${name}.jws`
  writeFileSync(join(DIRECTORY, file), content, { flag: 'wx' })
  return { file, type, expected, about, root }
})
const files = fileCases(keys).map(({ name, kind, expected, about, content }) => {
  const file = `files/${name}`
  writeFileSync(join(DIRECTORY, file), content, { flag: 'wx' })
  return { file, kind, expected, about }
})
writeJson('index.json', { documents, files })
writeJson('check-license.json', checkCases(keys))
writeJson('activation-keys.json', { encryption: keys.encryption.jwk, cases: await encryptedKeyCases(keys) })
console.log(`${documents.length} documents, ${files.length} files in ${DIRECTORY}`)

function readKeys(): VectorKeys | null {
  const path = join(DIRECTORY, 'keys.json')
  if (!existsSync(path)) return null
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly keys: VectorKeys }).keys
}

function writeJson(name: string, content: unknown): void {
  mkdirSync(DIRECTORY, { recursive: true })
  writeFileSync(join(DIRECTORY, name), `${JSON.stringify(content, null, 2)}\n`)
}
