import { COLUMNS, TITLES } from '../../labels.ts'
import { w } from '../../words.ts'
import { dayOfSeconds } from '../../dates.ts'
import { cellsOf, rowRefusal } from '../rows.ts'
import { type LicenseLine, type Line, type ScreenParts, textsOfNote } from '../screen.ts'
import type { DoneRow, FlowState, Outcome } from '../state.ts'
import { button, plain, quiet, referenceLine } from './parts.ts'

/** Step 4: per row what became of it, then what to do next. */
export function resultScreen(state: FlowState): ScreenParts {
  const { outcome } = state
  const done = outcome?.done ?? []
  const succeeded = done.filter(({ row }) => row.status === 'succeeded')
  return {
    name: 'result',
    title: TITLES.result,
    step: 4,
    lines: [],
    controls: [{ kind: 'licenses', columns: COLUMNS, rows: done.map(doneLine) }],
    outlook: outcome === null ? [] : outlookOf(outcome),
    ...(outcome === null ? {} : { details: detailsOf(outcome, state.pc.hostName) }),
    buttons: [button('restart'), button('back', w.alreadyDone), button('cancel')],
    enter: 'restart',
    escape: 'cancel',
    summary: w.resultSummary(succeeded.length, done.length),
  }
}

/** What Support would ask for. */
function detailsOf({ done, operationIds, command }: Outcome, hostName: string): string {
  const rows = done.map((row) => {
    const line = doneLine(row)
    const { product, key } = line.cells
    return [w.detailsRow(product, key, line.status?.words ?? '')].concat(textsOfNote(line))
  })
  const reference = operationIds.length === 0 ? [] : [w.reference(operationIds)]
  return [w.detailsOf(hostName), ...rows.flat(), w.sameCommand(command), ...reference].join('\n')
}

function doneLine({ did, licenseId, product, row, operationId }: DoneRow): LicenseLine {
  const { license, status, refusal } = row
  const good = status === 'succeeded'
  return {
    id: `${did}:${licenseId}`,
    cells:
      license === null
        ? { product, edition: w.none, key: w.none, associatedTo: w.none, activatedOn: w.none, expires: w.none }
        : cellsOf(license),
    action: null,
    status: { good, words: good ? w.succeeded : w.refused },
    notes: good ? changesOf(did, row) : refusal === undefined ? [w.unknownRow] : [],
    refusals: refusal === undefined ? [] : [rowRefusal(refusal, operationId)],
    links: [],
  }
}

function changesOf(did: DoneRow['did'], { license, alreadySo }: DoneRow['row']): readonly string[] {
  const association = license?.associatedTo.kind === 'you' ? [w.associatedRow(license.associatedTo.name)] : []
  switch (did) {
    case 'activate':
      return [
        alreadySo ? w.activatedBefore : w.activatedNow,
        ...association,
        ...(license?.associatedTo.kind === 'none' ? [w.notAssociated] : []),
      ]
    case 'return':
      return [alreadySo ? w.returnedBefore : w.returnedNow, ...association]
    case 'transfer':
      return [alreadySo ? w.activatedBefore : w.movedNow, ...association]
    case 'associate':
      return association
    case 'emergency':
      return license?.emergency === undefined ? [] : [w.emergencyNow(dayOfSeconds(license.emergency.until))]
  }
}

function outlookOf({ done, operationIds, command }: Outcome): readonly Line[] {
  const succeeded = done.filter(({ row }) => row.status === 'succeeded')
  const has = (did: DoneRow['did']) => succeeded.some((row) => row.did === did)
  const hint = [
    ...(has('return') ? [w.nextReactivate] : []),
    ...(has('emergency') ? [w.nextAfterEmergency] : []),
    ...(succeeded.some(({ did, row }) => did === 'activate' && row.license?.associatedTo.kind === 'none')
      ? [w.nextAssociate]
      : []),
    ...(succeeded.length < done.length ? [w.nextRetry] : []),
  ]
  return [
    ...hint.map(plain),
    { ...quiet(w.sameCommand(command)), copy: { label: w.sameCommandLabel, value: command } },
    ...(operationIds.length === 0 ? [] : [referenceLine(operationIds)]),
  ]
}
