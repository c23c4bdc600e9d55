import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { complaintsAbout, type Exception, type SourceFile } from './architecture-rules.ts'

const EXCEPTIONS: readonly Exception[] = [
  {
    path: 'packages/web/app/now.ts',
    what: 'a clock',
    reason: 'the one clock of the pages, from which "3 minutes ago" is said; nothing is decided by it',
  },
  {
    path: 'packages/web/app/idempotency-keys.ts',
    what: 'randomness',
    reason: 'the Idempotency-Key of each call, made in the one place that keeps them',
  },
  {
    path: 'packages/web/app/api.ts',
    what: 'a clock',
    reason: 'tells a double click from two presses; no date hangs on it',
  },
  {
    path: 'packages/web/app/scroll.ts',
    what: 'randomness',
    reason: 'names an entry of the browser history; nothing but how far it was scrolled hangs on it',
  },
]

function sourceFiles(): readonly SourceFile[] {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const code = ['packages/*/src/**/*.{ts,tsx}', 'packages/web/{ui,app,portal,console,wizard}/**/*.{ts,tsx}']
  return globSync(code, { cwd }).map((path) => ({
    path: path.split(sep).join('/'),
    text: readFileSync(`${cwd}/${path}`, 'utf8'),
  }))
}

describe('the house', () => {
  const files = sourceFiles()

  test('is looked at as a whole', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(new Set(files.map(({ path }) => path.split('/')[1])).size).toBeGreaterThanOrEqual(6)
  })

  test('keeps its rules: imports point down, clocks and randomness come from main.ts, the environment from config.ts', () => {
    expect(complaintsAbout(files, EXCEPTIONS)).toEqual([])
  })
})

describe('a broken rule is noticed', () => {
  test.each([
    ['core imports a package', 'core/src/license.ts', `import { z } from 'zod'`],
    ['core imports Node', 'core/src/license.ts', `import { readFileSync } from 'node:fs'`],
    [
      'core imports a type of another room',
      'core/src/license.ts',
      `import type { Store } from '@latchkey/server/store'`,
    ],
    ['core imports on demand', 'core/src/license.ts', `const fs = () => import('node:fs')`],
    ['core logs', 'core/src/license.ts', `console.log(1)`],
    ['core knows the process', 'core/src/license.ts', `process.exit(1)`],
    ['core waits', 'core/src/license.ts', `await Promise.resolve()`],
    ['core looks at the clock', 'core/src/license.ts', `const now = Date.now()`],
    [
      'license-file uses the contract',
      'license-file/src/sign.ts',
      `import { operations } from '@latchkey/contract/operations'`,
    ],
    ['contract uses license-file', 'contract/src/schemas.ts', `import { TYP } from "@latchkey/license-file/documents"`],
    ['server uses host', 'server/src/cli/doctor.ts', `export { engine } from '@latchkey/host/engine'`],
    ['host uses server', 'host/src/engine.ts', `import '@latchkey/server/store/store'`],
    ['wizard uses the contract', 'wizard/src/flow.ts', `import { x } from '@latchkey/contract/client'`],
    ['the window runs code of the wizard', 'web/wizard/main.tsx', `import { w } from '@latchkey/wizard/words'`],
    [
      'the window makes screens',
      'web/wizard/main.tsx',
      `import { type Screen, x } from '@latchkey/wizard/flow/screen'`,
    ],
    ['the window makes frames', 'web/wizard/main.tsx', `import { f } from '@latchkey/wizard/window/frame'`],
    [
      'the console knows the screens of the wizard',
      'web/console/main.tsx',
      `import type { Screen } from '@latchkey/wizard/flow/screen'`,
    ],
    ['a relative way into another room', 'host/src/engine.ts', `import { y } from '../../core/src/license.ts'`],
    ['a room that nobody planned', 'shed/src/tool.ts', ''],
    ['a route reads the environment', 'server/src/http/sign-in.ts', `const url = process.env['URL']`],
    ['a store makes time', 'server/src/store/sqlite.ts', `const at = new Date()`],
    ['a host makes time', 'host/src/journal.ts', `const at = performance.now()`],
    ['a route makes ids', 'server/src/http/keys.ts', `import { createHash, randomBytes } from 'node:crypto'`],
    ['a host makes ids', 'host/src/journal.ts', `const id = crypto.randomUUID()`],
    ['a jitter of dice', 'host/src/renew.ts', `const jitter = Math.random()`],
  ])('%s', (_, path, text) => {
    expect(complaintsAbout([{ path: `packages/${path}`, text }], [])).toHaveLength(1)
  })

  test('an exception that is no longer needed', () => {
    const exception: Exception = { path: 'packages/host/src/journal.ts', what: 'a clock', reason: 'none' }
    expect(complaintsAbout([], [exception])).toHaveLength(1)
    const text = 'const at = Date.now()'
    expect(complaintsAbout([{ path: exception.path, text }], [exception])).toEqual([])
  })

  test.each([
    [
      'the window is told what a screen is',
      'web/wizard/main.tsx',
      `import type { Screen } from '@latchkey/wizard/flow/screen'`,
    ],
    ['core uses core', 'core/src/license.ts', `import { err } from './result.ts'`],
    ['a comment names what is forbidden', 'core/src/license.ts', `/* process.env */ // Date.now() and 'node:fs'`],
    ['server uses what is below', 'server/src/http/keys.ts', `import { decide } from '@latchkey/core/license'`],
    ['main makes time', 'server/src/main.ts', `const now = () => Date.now()`],
    ['config reads the environment', 'server/src/config.ts', `export const env = process.env`],
    ['a date of a given instant', 'server/src/http/instants.ts', `new Date(at).toISOString()`],
    ['a function that is given randomness', 'server/src/ids.ts', `readonly randomBytes: (count: number) => Uint8Array`],
    ['an address is no comment', 'server/src/ids.ts', `const url = 'https://licenses.example'`],
  ])('but not: %s', (_, path, text) => {
    expect(complaintsAbout([{ path: `packages/${path}`, text }], [])).toEqual([])
  })
})
