import { FileUp, Printer } from 'lucide-react'
import { type ChangeEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { csvOf } from '../../app/csv.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { saveFile } from '../../app/save-file.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Status } from '../../ui/status.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { IMPORT_COLUMNS, type ImportLine, readKeyImport } from '../parts/key-import.ts'
import { KeySheet, type SheetKey } from '../parts/key-sheet.tsx'
import { counted } from '../parts/words.ts'

/** What became of a line. */
type Outcome =
  | { readonly type: 'issued'; readonly key: SheetKey }
  | { readonly type: 'refused'; readonly words: string }

const FILE_BYTES_MAX = 2 * 1024 * 1024

/** Keys for many orders at once: read, look, then issue; every line has an outcome of its own. */
export function ImportKeys() {
  const products = useRead('listProducts', { query: { limit: 100 } })
  return (
    <>
      <PageHead
        parent={{ href: '/console/keys', label: 'Activation keys' }}
        title="Import keys"
        about="Issue keys for many orders, or take over keys of another system: they keep working as they are."
      />
      <Loaded read={products}>{({ items }) => <Import products={new Set(items.map(({ id }) => id))} />}</Loaded>
    </>
  )
}

function Import({ products }: { readonly products: ReadonlySet<string> }) {
  const [fault, setFault] = useState<string | null>(null)
  const [lines, setLines] = useState<readonly ImportLine[] | null>(null)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file === undefined) return
    const read =
      file.size > FILE_BYTES_MAX ? 'The file is larger than 2 MiB.' : await readKeyImport(await file.text(), products)
    setFault(typeof read === 'string' ? read : null)
    setLines(typeof read === 'string' ? null : read)
  }
  return (
    <div className="flex flex-col gap-6">
      <Field
        label="CSV file"
        hint={
          <>
            First line: <code className="font-mono">{IMPORT_COLUMNS.join(',')}</code>. Only order and product are
            needed; lines of the same order become one key. Nothing is issued yet.
          </>
        }
        error={fault}
      >
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".csv,text/csv"
            // Otherwise a browser says nothing when the mended file of the same name is chosen.
            onClick={(event) => {
              event.currentTarget.value = ''
            }}
            onChange={(event) => void choose(event)}
            className="w-full rounded-control border border-edge bg-surface p-2 file:me-3 file:min-h-7 file:rounded-small file:border file:border-line-strong file:bg-surface file:px-2.5 file:font-medium"
          />
        )}
      </Field>
      {lines !== null && <Lines key={lines.map(({ order }) => order).join('\n')} lines={lines} />}
    </div>
  )
}

function Lines({ lines }: { readonly lines: readonly ImportLine[] }) {
  const issue = useAction('issueKey', { quietly: true })
  const brand = useRead('getBrand', {})
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map())
  const [isRunning, setRunning] = useState(false)
  const [printing, setPrinting] = useState(false)
  const good = lines.filter(({ body }) => body !== null)
  const issued = [...outcomes.values()].flatMap((outcome) => (outcome.type === 'issued' ? [outcome.key] : []))
  const run = async () => {
    setRunning(true)
    const done = new Map(outcomes)
    for (const { line, body } of good) {
      // A line that was issued is not issued again; one that failed is tried again.
      if (body === null || done.get(line)?.type === 'issued') continue
      const answer = await issue.run({ body })
      done.set(
        line,
        answer.ok
          ? { type: 'issued', key: answer.value }
          : { type: 'refused', words: `${answer.error.title} ${answer.error.wayOut}` },
      )
      setOutcomes(new Map(done))
    }
    setRunning(false)
  }
  const save = () =>
    saveFile(
      'latchkey-keys.csv',
      'text/csv',
      csvOf([['order', 'key'], ...issued.map(({ order, key }) => [order, key])]),
    )
  return (
    <>
      <Message
        tone={good.length === lines.length ? 'success' : 'warning'}
        title={`${counted(good.length, 'key')} of ${counted(lines.length, 'order')} can be issued`}
        announce
      >
        {good.length < lines.length && 'The others are left out; mend them and choose the file again.'}
      </Message>
      {isRunning && (
        <Progress
          label="Issuing"
          value={outcomes.size}
          max={good.length}
          words={`${outcomes.size} of ${good.length}`}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          icon={<FileUp aria-hidden />}
          busy={isRunning}
          onClick={() => void run()}
          disabledReason={issued.length === good.length ? 'Nothing is left to issue.' : undefined}
        >
          {`Issue ${counted(good.length - issued.length, 'key')}`}
        </Button>
        {issued.length > 0 && !isRunning && (
          <>
            <Button onClick={save}>Save the keys as CSV</Button>
            <Button icon={<Printer aria-hidden />} onClick={() => setPrinting(true)}>
              Print, or save as PDF
            </Button>
          </>
        )}
      </div>
      <Table
        caption="Orders in the file"
        columns={columnsOf(outcomes)}
        rows={lines}
        keyOf={({ line }) => String(line)}
      />
      {printing && <KeySheet vendor={brand.data?.name ?? ''} keys={issued} onDone={() => setPrinting(false)} />}
    </>
  )
}

function columnsOf(outcomes: ReadonlyMap<number, Outcome>): readonly Column<ImportLine>[] {
  return [
    {
      id: 'order',
      label: 'Order',
      heading: true,
      cell: ({ order }) => <NameText name={order === '' ? '(none)' : order} />,
    },
    { id: 'line', label: 'Line', numeric: true, cell: ({ line }) => line },
    {
      id: 'licenses',
      label: 'Licenses',
      cell: ({ body }) =>
        body === null ? '' : body.products.map(({ product, seats }) => `${seats} × ${product}`).join(', '),
    },
    {
      id: 'outcome',
      label: 'Outcome',
      cell: ({ line, faults }) => {
        const outcome = outcomes.get(line)
        if (faults.length > 0) return <Fault title="Left out" words={faults.join(' ')} />
        if (outcome === undefined) return <Status tone="neutral">Ready</Status>
        if (outcome.type === 'refused') return <Fault title="Refused" words={outcome.words} />
        return (
          <>
            <Status tone="success">Issued</Status>
            <code className="block font-mono text-sm">{outcome.key.key}</code>
          </>
        )
      },
    },
  ]
}

function Fault({ title, words }: { readonly title: string; readonly words: string }) {
  return (
    <>
      <Status tone="danger">{title}</Status>
      <span className="block text-sm">
        <NameText name={words} />
      </span>
    </>
  )
}
