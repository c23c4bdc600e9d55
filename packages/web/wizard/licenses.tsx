import type { ActionChoice, LicenseLine, LicensesControl } from '@latchkey/wizard/flow/screen'
import { Button } from '../ui/button.tsx'
import { KeyTail } from '../ui/key-tail.tsx'
import { shownName } from '../ui/name-words.ts'
import { RefusalView } from '../ui/refusal-view.tsx'
import { SelectControl } from '../ui/select-field.tsx'
import { Status } from '../ui/status.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { plainText } from './plain-text.ts'
import type { Send } from './wizard.tsx'

interface LicensesProps {
  readonly control: LicensesControl
  readonly caption: string
  readonly send: Send
}

/** Licenses with the columns of the License Wizard; in each row what may be done, what may not and why. */
export function Licenses({ control, caption, send }: LicensesProps) {
  const { rows } = control
  if (rows.length === 0) return null
  return (
    <div
      data-control="rows"
      className="md:rounded-card md:border md:border-line md:bg-surface md:p-2 md:[&_tbody:last-child_td]:border-b-0! md:[&_tbody:last-child_th]:border-b-0!"
    >
      <Table
        caption={caption}
        hideCaption
        columns={columnsOf(control, send)}
        rows={rows}
        keyOf={({ id }) => id}
        details={(row) =>
          row.notes.length + row.refusals.length + row.links.length === 0 ? null : (
            <Details row={row} label={control.columns.note} send={send} />
          )
        }
      />
    </div>
  )
}

function columnsOf({ columns, rows }: LicensesControl, send: Send): readonly Column<LicenseLine>[] {
  const name = (id: 'edition' | 'associatedTo' | 'activatedOn' | 'expires'): Column<LicenseLine> => ({
    id,
    label: columns[id],
    cell: ({ cells }) => <CellText text={cells[id]} />,
  })
  return [
    { id: 'product', label: columns.product, heading: true, cell: ({ cells }) => <CellText text={cells.product} /> },
    name('edition'),
    {
      id: 'key',
      label: columns.key,
      cell: ({ cells }) =>
        /^[0-9A-Z]{5}$/.test(cells.key) ? <KeyTail last5={cells.key} /> : <CellText text={cells.key} />,
    },
    name('associatedTo'),
    name('activatedOn'),
    name('expires'),
    ...(rows.some(({ action }) => action !== null)
      ? [{ id: 'action', label: columns.action, cell: actionCell(columns.action, send) }]
      : []),
    ...(rows.some(({ status }) => status !== null)
      ? [{ id: 'status', label: columns.status, cell: ({ status }: LicenseLine) => <Outcome status={status} /> }]
      : []),
  ]
}

/** Short texts stay on one line, so that columns can be read down; with eight of them nothing longer may. */
const UNBROKEN_CHARS = 16

/** What others may have chosen, shown harmless, whatever is in it. */
function CellText({ text }: { readonly text: string }) {
  const { text: shown, cut } = shownName(text)
  return (
    <bdi className={shown.length <= UNBROKEN_CHARS ? '@2xl:whitespace-nowrap' : 'wrap-anywhere'}>
      {shown}
      {cut && '…'}
    </bdi>
  )
}

function actionCell(label: string, send: Send) {
  return ({ action, cells }: LicenseLine) =>
    action === null ? null : (
      <ActionSelect label={`${label}: ${plainText(cells.product)}`} action={action} send={send} />
    )
}

function ActionSelect(props: { readonly label: string; readonly action: ActionChoice; readonly send: Send }) {
  const { label, action, send } = props
  return (
    <div data-control={action.name} className="min-w-32">
      <SelectControl
        label={label}
        value={action.value}
        onChange={(value) => send({ type: 'set', name: action.name, value })}
        options={action.options.map(({ value, label: words, refused }) =>
          refused === null
            ? { value, label: words }
            : {
                value,
                label: words,
                disabled: { reason: plainText(refused.sentence), wayOut: plainText(refused.wayOut) },
              },
        )}
      />
    </div>
  )
}

function Outcome({ status }: Pick<LicenseLine, 'status'>) {
  return status === null ? null : <Status tone={status.good ? 'success' : 'danger'}>{status.words}</Status>
}

/** The Note of a row, and ways out that lead to a screen of their own. */
function Details(props: { readonly row: LicenseLine; readonly label: string; readonly send: Send }) {
  const { row, label, send } = props
  return (
    <div className="flex flex-col items-start gap-2 text-sm">
      {row.notes.length > 0 && (
        <div className="text-muted">
          <span className="sr-only">{label}: </span>
          {row.notes.map((note) => (
            <p key={note} className="max-w-prose">
              <span className="wrap-anywhere">{plainText(note)}</span>
            </p>
          ))}
        </div>
      )}
      {row.refusals.map(({ sentence, cause, wayOut, code }) => (
        <RefusalView
          key={sentence}
          tone={row.status === null ? 'info' : 'danger'}
          words={{ sentence: plainText(sentence), cause: plainText(cause), wayOut: plainText(wayOut) }}
          code={plainText(code)}
          reference={null}
          announce={false}
        />
      ))}
      {row.links.map(({ name, label: words }) => (
        <div key={name} data-control={name}>
          <Button size="small" onClick={() => send({ type: 'press', name })}>
            <span className="min-w-0 wrap-anywhere">{plainText(words)}</span>
          </Button>
        </div>
      ))}
    </div>
  )
}
