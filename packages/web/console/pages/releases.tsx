import type { AnswerOf } from '@latchkey/contract/operations'
import { PackageOpen, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import type { Column } from '../../ui/table.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useList } from '../parts/list.ts'
import { Listing } from '../parts/listing.tsx'
import { useMay } from '../parts/may.ts'

type Release = AnswerOf<'listReleases'>['items'][number]

/** Releases that customers download. */
export function Releases() {
  const list = useList('listReleases', {})
  const may = useMay()
  const [publishing, setPublishing] = useState(false)
  const publish = may('catalog:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setPublishing(true)}>
      New release
    </Button>
  )
  return (
    <>
      <PageHead
        title="Releases"
        about="What owners of licenses download. Files are added where they lie, by “latchkey releases add”."
        actions={publish}
      />
      <Listing
        list={list}
        path="/console/releases"
        caption="Releases"
        columns={COLUMNS}
        timeColumn="released"
        csv={CSV}
        empty={
          <EmptyState icon={<PackageOpen />} title="No release yet" action={publish}>
            Customers see the releases of the products they have licenses of.
          </EmptyState>
        }
      />
      {publishing && <ReleaseDialog onClose={() => setPublishing(false)} />}
    </>
  )
}

const CSV: CsvColumns<Release> = {
  id: ({ id }) => id,
  product: ({ productName }) => productName,
  version: ({ version }) => version,
  files: ({ artifacts }) => artifacts.map(({ name }) => name).join(' '),
  released: ({ releasedAt }) => releasedAt,
}

const COLUMNS: readonly Column<Release>[] = [
  {
    id: 'version',
    label: 'Release',
    heading: true,
    cell: ({ productName, version }) => <NameText name={`${productName} ${version}`} />,
  },
  {
    id: 'files',
    label: 'Files',
    cell: ({ artifacts }) =>
      artifacts.length === 0 ? (
        <span className="text-muted">none yet</span>
      ) : (
        <ul className="flex flex-col gap-0.5">
          {artifacts.map(({ id, name, os }) => (
            <li key={id}>
              <NameText name={name} /> <span className="text-muted">{os}</span>
            </li>
          ))}
        </ul>
      ),
  },
  { id: 'released', label: 'Released', cell: ({ releasedAt }) => <Ago at={releasedAt} /> },
]

function ReleaseDialog({ onClose }: { readonly onClose: () => void }) {
  const products = useRead('listProducts', { query: { limit: 100 } })
  const [product, setProduct] = useState('')
  const [version, setVersion] = useState('')
  const [notes, setNotes] = useState('')
  const [day, setDay] = useState('')
  const put = useAction('putRelease')
  const toast = useToast()
  const options = (products.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const chosen = product === '' ? (options[0]?.value ?? '') : product
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await put.run({ params: { id: chosen }, body: { version, notes, releasedAt: `${day}T00:00:00.000Z` } })
    if (!done.ok) return
    toast({ title: `${version} is released` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="New release"
      actions={
        <>
          <Button variant="primary" type="submit" form="release" busy={put.busy}>
            Release
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="release" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={put.problem} />
        <PlainSelect label="Product" value={chosen} onChange={setProduct} options={options} />
        <TextField
          label="Version"
          mono
          required
          value={version}
          onChange={(event) => setVersion(event.target.value)}
          autoComplete="off"
        />
        <TextField
          label="Released on"
          type="date"
          required
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <TextArea label="Notes" optional value={notes} onChange={(event) => setNotes(event.target.value)} />
      </form>
    </Dialog>
  )
}
