import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What goes into an executable besides Node. */
export interface Content {
  readonly script: string
  /** By the keys that the program asks for. */
  readonly assets: ReadonlyMap<string, Uint8Array>
}

/** What Node calls its part of a single executable. */
export const BLOB_NAME = 'NODE_SEA_BLOB'

/** V8 draws lots while it compiles; with these the compiled code is the same each time. Any other Node takes it all the same. */
const SEED = '--random-seed=42'

/** Node's own form of the content. Only names below `folder` get into it, so that every folder gives the same bytes. */
export async function writeBlob(content: Content, writer: string, folder: string, codeCache: boolean): Promise<string> {
  const names: Record<string, string> = {}
  for (const [key, bytes] of content.assets) {
    const path = join('assets', key)
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
    names[key] = path
  }
  await writeFile(join(folder, 'license-wizard.cjs'), content.script)
  const config = {
    main: 'license-wizard.cjs',
    output: 'license-wizard.blob',
    disableExperimentalSEAWarning: true,
    useCodeCache: codeCache,
    assets: names,
  }
  await writeFile(join(folder, 'sea.json'), JSON.stringify(config))
  await run(writer, [SEED, '--experimental-sea-config', 'sea.json'], { cwd: folder, env: {} })
  return join(folder, config.output)
}
