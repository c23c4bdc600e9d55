import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { REFUSAL_CODES, type RefusalRow, REFUSALS, refusal, wordsOf } from '@latchkey/core/refusals'

const DOCUMENT = new URL('../docs/refusals.md', import.meta.url)

const HEAD = `# Refusals

Every "no" Latchkey can say, written by \`node scripts/refusals-doc.ts\` from the table in \`packages/core/src/refusals.ts\`. Codes are
public: added, never renamed. The words are those without the facts of a case; with them they name the PC, the day, the file.
"HTTP" is the status of an answer that is this refusal as a whole; "-" means that it only happens on a PC. "Exit" is the exit code
of a command that ends with it; 0 is success, 1 a bug, 2 wrong usage.

| code | exit | HTTP | what happened | why | way out |
| --- | --- | --- | --- | --- | --- |
`

/** The document of all refusals, in the order of their exit codes. */
export function refusalsDocument(): string {
  const codes = REFUSAL_CODES.toSorted((a, b) => REFUSALS[a].exitCode - REFUSALS[b].exitCode)
  const lines = codes.map((code) => {
    const row: RefusalRow = REFUSALS[code]
    const { sentence, cause, wayOut } = wordsOf(refusal(code))
    const byCommand = row.wayOutByCommand === undefined ? '' : ` By command: ${row.wayOutByCommand}`
    return `| \`${code}\` | ${row.exitCode} | ${row.httpStatus ?? '-'} | ${sentence} | ${cause} | ${wayOut}${byCommand} |\n`
  })
  return HEAD + lines.join('')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(DOCUMENT, refusalsDocument())
}
