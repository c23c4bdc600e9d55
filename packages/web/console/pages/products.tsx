import type { AnswerOf } from '@latchkey/contract/operations'
import { Boxes, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useMay } from '../parts/may.ts'
import { type SmallColumn, SmallList } from '../parts/small-list.tsx'

type Product = AnswerOf<'listProducts'>['items'][number]

/** Products that licenses are sold of. */
export function Products() {
  const may = useMay()
  const [editing, setEditing] = useState<Product | 'new' | null>(null)
  const columns: readonly SmallColumn<Product>[] = may('catalog:write')
    ? [
        ...COLUMNS,
        {
          id: 'edit',
          label: 'Change',
          cell: (product) => <Edit onPress={() => setEditing(product)} name={product.name} />,
        },
      ]
    : COLUMNS
  const create = may('catalog:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setEditing('new')}>
      New product
    </Button>
  )
  return (
    <>
      <PageHead title="Products" about="What you sell licenses of." actions={create} />
      <SmallList
        name="listProducts"
        path="/console/products"
        caption="Products"
        columns={columns}
        csv={CSV}
        empty={
          <EmptyState icon={<Boxes />} title="No product yet" action={create}>
            Your programs ask for their license by the product’s code.
          </EmptyState>
        }
      />
      {editing !== null && (
        <ProductDialog product={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

function Edit({ name, onPress }: { readonly name: string; readonly onPress: () => void }) {
  return (
    <Button size="small" onClick={onPress} aria-label={`Change ${name}`}>
      Change …
    </Button>
  )
}

const CSV: CsvColumns<Product> = {
  code: ({ id }) => id,
  name: ({ name }) => name,
  edition: ({ edition }) => edition,
  features: ({ features }) => features.join(' '),
}

const COLUMNS: readonly SmallColumn<Product>[] = [
  {
    id: 'name',
    label: 'Name',
    heading: true,
    sortBy: ({ name }) => name,
    cell: ({ name }) => <NameText name={name} />,
  },
  {
    id: 'edition',
    label: 'Edition',
    sortBy: ({ edition }) => edition,
    cell: ({ edition }) => <NameText name={edition} />,
  },
  {
    id: 'code',
    label: 'Code',
    sortBy: ({ id }) => id,
    cell: ({ id }) => <code className="font-mono text-sm">{id}</code>,
  },
  {
    id: 'features',
    label: 'Features',
    cell: ({ features }) => (features.length === 0 ? <span className="text-muted">none</span> : features.join(', ')),
  },
]

function ProductDialog({ product, onClose }: { readonly product: Product | null; readonly onClose: () => void }) {
  const [id, setId] = useState(product?.id ?? '')
  const [name, setName] = useState(product?.name ?? '')
  const [edition, setEdition] = useState(product?.edition ?? '')
  const [features, setFeatures] = useState(product?.features.join(' ') ?? '')
  const put = useAction('putProduct')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const body = { name, edition, features: features.split(/[\s,]+/).filter((feature) => feature !== '') }
    const done = await put.run({ params: { id }, body })
    if (!done.ok) return
    toast({ title: `${name} was saved` })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={product === null ? 'New product' : `Change ${product.name}`}
      actions={
        <>
          <Button variant="primary" type="submit" form="product" busy={put.busy}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="product" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={put.problem} />
        {product === null && (
          <TextField
            label="Code"
            hint="Lower case, digits, hyphens; your programs name it, and it never changes."
            mono
            required
            pattern="[a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?"
            value={id}
            onChange={(event) => setId(event.target.value)}
            autoComplete="off"
          />
        )}
        <TextField
          label="Name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Edition"
          optional
          maxLength={200}
          value={edition}
          onChange={(event) => setEdition(event.target.value)}
        />
        <TextField
          label="Features"
          optional
          hint="Codes, separated by spaces; they stand in the license file."
          mono
          value={features}
          onChange={(event) => setFeatures(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
