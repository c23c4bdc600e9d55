import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostConfig } from '../../src/config.ts'
import { readHostConfig } from '../../src/config.ts'
import { createEngine } from '../../src/create-engine.ts'
import type { Engine } from '../../src/engine.ts'
import { thisMachine } from '../../src/machine.ts'

/** A directory of its own for one test, removed by `forget`. */
export function makeFolder(): { readonly path: string; forget(): void } {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-host-'))
  return { path, forget: () => rmSync(path, { recursive: true, force: true }) }
}

/** The settings of a PC whose licenses lie in `store`; nothing of this process's environment counts. */
export function settings(store: string, changes: Partial<HostConfig> = {}): HostConfig {
  return { ...readHostConfig({ store }, {}), ...changes }
}

/** Starts the engine as a wizard would. */
export async function startEngine(config: HostConfig, now: () => number = Date.now): Promise<Engine> {
  const engine = await createEngine(config, { now, randomBytes, machine: thisMachine() })
  if (!engine.ok) throw new Error(engine.error.code)
  return engine.value
}

/** The value of a result that must have gone well. */
export function valueOf<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}

/** The code of a result that must have been refused. */
export function codeOf(
  result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } },
): string {
  return result.ok ? 'not refused' : result.error.code
}
