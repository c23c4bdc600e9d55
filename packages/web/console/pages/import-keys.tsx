import { FileUp, Printer } from 'lucide-react'
import type { Problem } from '@latchkey/contract/client'
import { isKeyAsked } from '@latchkey/contract/key-asked'
import type { AnswerOf, BodyOf } from '@latchkey/contract/operations'
import { ok, type Result } from '@latchkey/core/result'
import { type ChangeEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { call } from '../../app/client.ts'
import { csvOf } from '../../app/csv.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { saveFile } from '../../app/save-file.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { KeyTail } from '../../ui/key-tail.tsx'
import { Link } from '../../ui/link.tsx'
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
  | { readonly type: 'there-already'; readonly key: AnswerOf<'getKey'> }
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
      <Loaded read={products}>
        {({ items, nextCursor }) => (
          // Who has more products than fit into a list hears from the server which one there is not.
          <Import products={nextCursor === null ? new Set(items.map(({ id }) => id)) : null} />
        )}
      </Loaded>
    </>
  )
}

function Import({ products }: { readonly products: ReadonlySet<string> | null }) {
  const [fault, setFault] = useState<string | null>(null)
  const [lines, setLines] = useState<readonly ImportLine[] | null>(null)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file === undefined) return
    const text = file.size > FILE_BYTES_MAX ? null : textOf(await file.arrayBuffer())
    const read =
      text === null ? 'The file is larger than 2 MiB, or no text in UTF-8.' : await readKeyImport(text, products)
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
            needed; lines of the same order become one key, unless policy, end or key differ. Nothing is issued yet.
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
      {lines !== null && <Lines lines={lines} />}
    </div>
  )
}

/** Null for what is no UTF-8: a letter that was guessed would stand in somebody's order for good. */
function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The key that an earlier import of the same lines made. */
async function keyThere(body: BodyOf<'issueKey'>): Promise<Result<AnswerOf<'getKey'> | null, Problem>> {
  const keys = await call('listKeys', { query: { order: body.order, limit: 100 } })
  if (!keys.ok) return keys
  const equal = keys.value.items.filter((key) => isKeyAsked(key, body))
  const { legacyKey } = body
  if (legacyKey === undefined) return ok(equal[0] ?? null)
  // Different keys may end alike: only the whole key tells whether it is this one.
  if (!equal.some(({ last5 }) => legacyKey.toUpperCase().endsWith(last5.toUpperCase()))) return ok(null)
  const found = await call('lookUpKey', { body: { key: legacyKey } })
  if (!found.ok) return found.error.code === 'KEY_UNKNOWN' ? ok(null) : found
  return ok(equal.find(({ id }) => id === found.value.id) ?? null)
}

function refused({ title, wayOut }: Problem): Outcome {
  return { type: 'refused', words: `${title} ${wayOut}` }
}

function Lines({ lines }: { readonly lines: readonly ImportLine[] }) {
  const issue = useAction('issueKey', { quietly: true })
  const brand = useRead('getBrand', {})
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map())
  const [isRunning, setRunning] = useState(false)
  const [printing, setPrinting] = useState(false)
  const good = lines.filter(({ body }) => body !== null)
  const issued = [...outcomes.values()].flatMap((outcome) => (outcome.type === 'issued' ? [outcome.key] : []))
  const left = good.filter(({ line }) => !hasKey(outcomes.get(line))).length
  const outcomeOf = async (body: BodyOf<'issueKey'>): Promise<Outcome> => {
    const there = await keyThere(body)
    if (!there.ok) return refused(there.error)
    if (there.value !== null) return { type: 'there-already', key: there.value }
    const answer = await issue.run({ body })
    return answer.ok ? { type: 'issued', key: answer.value } : refused(answer.error)
  }
  const run = async () => {
    setRunning(true)
    const done = new Map(outcomes)
    for (const { line, body } of good) {
      // What has its key gets no second one; what was refused is tried again.
      if (body === null || hasKey(done.get(line))) continue
      done.set(line, await outcomeOf(body))
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
        title={
          left === 0 && good.length > 0
            ? `Orders with a key now: ${good.length} of ${lines.length}`
            : `${counted(good.length, 'key')} of ${counted(lines.length, 'order')} can be issued`
        }
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
      <div className="flex flex-wrap items-start gap-2">
        <Button
          variant="primary"
          icon={<FileUp aria-hidden />}
          busy={isRunning}
          onClick={() => void run()}
          disabledReason={left === 0 ? 'Nothing is left to issue.' : undefined}
        >
          {`Issue ${counted(left, 'key')}`}
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

function hasKey(outcome: Outcome | undefined): boolean {
  return outcome?.type === 'issued' || outcome?.type === 'there-already'
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
        if (outcome.type === 'there-already') {
          const { id, last5 } = outcome.key
          return (
            <>
              <Status tone="neutral">There already</Status>
              <span className="block">
                <Link href={`/console/keys/${id}`}>
                  <KeyTail last5={last5} />
                </Link>
              </span>
            </>
          )
        }
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
