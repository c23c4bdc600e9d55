import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CATALOG = /packages\/words\/catalogs\/(?<locale>[\w-]+)\.json$/

/** The key of a language's catalog within the executable. */
export function catalogKey(locale: string): string {
  return `words/${locale}.json`
}

export interface Bundle {
  readonly script: string
  /** The files it was made of, from the root of the repository. */
  readonly modules: readonly string[]
}

/** Everything that the License Wizard is made of, as one CommonJS script: the form in which Node 24 takes a single executable. */
export async function bundleWizard(): Promise<Bundle> {
  const build = await rolldown({
    cwd: ROOT,
    input: 'packages/wizard/src/executable/main.ts',
    platform: 'node',
    plugins: [catalogsAsAssets()],
    transform: { target: 'node24' },
    logLevel: 'silent',
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(message)
    },
  })
  try {
    const { output } = await build.generate({ format: 'cjs', codeSplitting: false, minify: true, comments: false })
    const [script, ...others] = output
    if (others.length > 0)
      throw new Error(`the bundle is more than one script: ${others.map((o) => o.fileName).join()}`)
    return { script: script.code, modules: script.moduleIds.map((path) => relative(ROOT, path)) }
  } finally {
    await build.close()
  }
}

/** A language that nobody speaks on this PC is never parsed: its catalog stays an asset. English is spoken everywhere. */
function catalogsAsAssets(): Plugin {
  return {
    name: 'catalogs-as-assets',
    load(id) {
      const locale = CATALOG.exec(id.replaceAll('\\', '/'))?.groups?.['locale']
      if (locale === undefined || locale === 'en') return null
      const code = `import { getAsset } from 'node:sea'; export default JSON.parse(getAsset(${JSON.stringify(catalogKey(locale))}, 'utf8'))`
      return { code, moduleType: 'js' }
    },
  }
}
