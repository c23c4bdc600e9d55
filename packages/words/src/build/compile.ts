import { readFileSync, writeFileSync } from 'node:fs'
import { type Locale, LOCALES } from '../locales.ts'
import { nodeCatalog, readCatalog } from './catalog.ts'

/** Writes catalogs/*.json, which programs read, from locales/*.po, which people write. With --check it only compares. */
const isCheck = process.argv.includes('--check')
for (const locale of Object.keys(LOCALES) as readonly Locale[]) {
  const file = new URL(`../../catalogs/${locale}.json`, import.meta.url)
  const catalog = Object.entries(nodeCatalog(await readCatalog(locale), locale))
  // One message a line, so that two changes meet as rarely as possible.
  const lines = catalog.map(([message, said]) => `  ${JSON.stringify(message)}: ${JSON.stringify(said)}`)
  const text = `{\n${lines.join(',\n')}\n}\n`
  if (!isCheck) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(
      `catalogs/${locale}.json is not what locales/${locale}.po says: npm run words -w @latchkey/words\n`,
    )
    process.exitCode = 1
  }
}
