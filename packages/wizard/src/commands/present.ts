import { dayOf } from '../dates.ts'
import { harmless } from '@latchkey/words/harmless'
import { layOutTable } from '../terminal/table.ts'
import { isolated } from '../terminal/direction.ts'
import { wrapped } from '../terminal/width.ts'
import { c } from '../command-words.ts'
import { COLUMNS } from '../labels.ts'
import { COMMAND, w } from '../words.ts'
import type { LicenseAnswer, RefusalAnswer, RowAnswer, RowsAnswer } from './answer.ts'

/** Answers are laid out for this many columns, at a terminal and elsewhere. */
export const WIDTH = 80

/** Rows with their Status; then what to do next, and the reference. */
export function presentRows(answer: RowsAnswer): readonly string[] {
  if (answer.rows.length === 0) return [c.nothingToDo]
  const titles = [COLUMNS.product, COLUMNS.key, COLUMNS.action, COLUMNS.status, COLUMNS.note]
  const rows = answer.rows.map((row) => [
    row.license?.productName ?? w.none,
    row.license?.keyLast5 ?? w.none,
    c.actions[row.action],
    statusOf(row),
    noteOf(row),
  ])
  return [
    ...presentTable(titles, rows),
    ...(answer.dryRun ? ['', c.dryRun] : []),
    ...(answer.operations.length === 0 ? [] : ['', w.reference(answer.operations)]),
  ]
}

/** Licenses with the columns of the wizard. */
export function presentLicenses(
  licenses: readonly { readonly license: LicenseAnswer; readonly note: string }[],
): readonly string[] {
  const titles = [
    COLUMNS.product,
    COLUMNS.edition,
    COLUMNS.key,
    COLUMNS.associatedTo,
    COLUMNS.activatedOn,
    COLUMNS.expires,
    COLUMNS.note,
  ]
  const rows = licenses.map(({ license, note }) => [
    license.productName,
    license.edition,
    license.keyLast5,
    license.associatedToAnother ? w.another : (license.associatedTo ?? w.none),
    activationOf(license),
    license.expiresAt === null ? w.never : dayOf(Date.parse(license.expiresAt)),
    note,
  ])
  return presentTable(titles, rows)
}

/** What happened, why, what to do; and the code, for whoever must be asked. */
export function presentRefusal({ code, sentence, cause, wayOut }: RefusalAnswer): readonly string[] {
  return [`${COMMAND}: ${sentence}`, cause, wayOut, w.code(code, null)].flatMap(presentLine)
}

/** A refusal where there is one line for it. */
export function inOneLine({ code, sentence, cause, wayOut }: RefusalAnswer): string {
  return `${code}: ${sentence} ${cause} ${wayOut}`
}

/** One line of talk. */
export function presentLine(text: string): readonly string[] {
  return wrapped(harmless(text), WIDTH).map(isolated)
}

function presentTable(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const { header, rows: body } = layOutTable(titles, rows, WIDTH)
  return [...header, ...body.flat()]
}

function statusOf({ status }: RowAnswer): string {
  switch (status) {
    case 'succeeded':
      return w.succeeded
    case 'planned':
      return c.planned
    case 'refused':
      return w.refused
  }
}

function noteOf({ status, alreadySo, refusal, license, action }: RowAnswer): string {
  if (refusal !== null) return inOneLine(refusal)
  const until = license?.emergencyUntil ?? null
  if (action === 'emergency' && status === 'succeeded' && until !== null) {
    return [alreadySo ? c.alreadySo : c.done.emergency, c.until(dayOf(Date.parse(until)))].join(' ')
  }
  if (alreadySo) return c.alreadySo
  if (status === 'planned') return c.changesNothingYet
  const owner = license?.associatedTo ?? null
  return [c.done[action], ...(owner === null ? [] : [w.associatedRow(owner)])].join(' ')
}

function activationOf({ activatedOn }: LicenseAnswer): string {
  if (activatedOn === null) return w.none
  return w.since(activatedOn.here ? w.thisPc : activatedOn.host, dayOf(Date.parse(activatedOn.since)))
}
