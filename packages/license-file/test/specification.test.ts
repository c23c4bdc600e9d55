import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ARMOR_LABELS } from '@latchkey/license-file/armor'
import { TYP } from '@latchkey/license-file/documents'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documents, files } from './vectors.ts'

/** docs/license-file.md is what verifiers in other languages are written from. */
const ROOT = join(import.meta.dirname, '..', '..', '..')
const specification = readFileSync(join(ROOT, 'docs', 'license-file.md'), 'utf8')
const [, script = '', printed = ''] = /```bash\n(.*?)```\n.*?```text\n(.*?)```/s.exec(specification) ?? []

const { stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
const canVerify = /^OpenSSL [3-9]\./.test(stdout ?? '') && spawnSync('bash', ['-c', 'true']).status === 0

describe('the specification', () => {
  it('names every type, every reason and every label', () => {
    const reasons = [...documents, ...files].map(({ expected }) => expected)
    const words = [...Object.values(TYP), ...reasons, ...Object.values(ARMOR_LABELS)]
    expect(words.filter((word) => !specification.includes(`\`${word}\``))).toEqual([])
  })
})

// Skipped where there is no openssl 3: the example is for people who have it.
describe.skipIf(!canVerify)('the example with openssl', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'latchkey-openssl-'))
    cpSync(join(ROOT, 'vectors'), join(directory, 'vectors'), { recursive: true })
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  function run() {
    return spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: directory, encoding: 'utf8', timeout: 30_000 })
  }

  it('prints what the specification says', () => {
    const { status, stdout, stderr } = run()
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: printed, stderr: '' })
  })

  it('fails for a license that was changed', () => {
    const path = join(directory, 'vectors', 'files', 'LICENSE.lic')
    const lines = readFileSync(path, 'utf8').split('\n')
    const line = lines[8] ?? ''
    writeFileSync(path, lines.with(8, (line.startsWith('A') ? 'B' : 'A') + line.slice(1)).join('\n'))
    const { status, stdout } = run()
    expect(status).toBe(1)
    expect(stdout).not.toContain('Verified OK')
  })
})
