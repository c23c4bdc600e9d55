import type { AnswerOf } from '@latchkey/contract/operations'
import { type Language, LANGUAGES } from '@latchkey/core/languages'
import { LOCALES } from '@latchkey/words/locales'
import { Plus, Printer, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { KeySheet } from '../parts/key-sheet.tsx'
import { endOfDay } from '../parts/days.ts'
import { counted } from '../parts/words.ts'

type Product = AnswerOf<'listProducts'>['items'][number]
type Policy = AnswerOf<'listPolicies'>['items'][number]
type Issued = AnswerOf<'issueKey'>

const LANGUAGE_OPTIONS = LANGUAGES.map((value) => ({ value, label: LOCALES[value].name }))

/** Issuing one key. */
export function IssueKey() {
  const products = useRead('listProducts', { query: { limit: 100 } })
  const policies = useRead('listPolicies', { query: { limit: 100 } })
  const [issued, setIssued] = useState<Issued | null>(null)
  return (
    <>
      <PageHead parent={{ href: '/console/keys', label: 'Activation keys' }} title="Issue a key" />
      {issued === null ? (
        <Loaded read={products}>
          {(product) => (
            <Loaded read={policies}>
              {(policy) => <Form products={product.items} policies={policy.items} onIssued={setIssued} />}
            </Loaded>
          )}
        </Loaded>
      ) : (
        <IssuedKey issued={issued} onNext={() => setIssued(null)} />
      )}
    </>
  )
}

interface Seats {
  readonly product: string
  readonly seats: string
}

function Form(props: {
  readonly products: readonly Product[]
  readonly policies: readonly Policy[]
  readonly onIssued: (issued: Issued) => void
}) {
  const { products, policies, onIssued } = props
  const first = products[0]?.id ?? ''
  const [order, setOrder] = useState('')
  const [rows, setRows] = useState<readonly Seats[]>([{ product: first, seats: '1' }])
  const [policy, setPolicy] = useState(policies[0]?.id ?? 'standard')
  const [lastDay, setLastDay] = useState('')
  const [email, setEmail] = useState('')
  const [language, setLanguage] = useState<Language>('en')
  const issue = useAction('issueKey')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await issue.run({
      body: {
        order,
        policy,
        products: rows.map(({ product, seats }) => ({ product, seats: Number(seats) })),
        expiresAt: lastDay === '' ? null : endOfDay(lastDay),
        ...(email === '' ? {} : { recipient: { email, language } }),
      },
    })
    if (done.ok) onIssued(done.value)
  }
  if (products.length === 0) {
    return (
      <Message
        tone="info"
        title="There is no product yet"
        actions={<ButtonLink href="/console/products">Create one</ButtonLink>}
      >
        A key holds licenses of products.
      </Message>
    )
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-8">
      <ProblemView problem={issue.problem} />
      <FormSection title="Order" description="As it is called in your shop; Support finds the key by it.">
        <TextField
          label="Order"
          required
          value={order}
          onChange={(event) => setOrder(event.target.value)}
          autoComplete="off"
        />
      </FormSection>
      <FormSection title="Products" description="Seats are licenses: each runs on one PC at a time.">
        <ProductRows products={products} rows={rows} onChange={setRows} />
      </FormSection>
      <FormSection
        title="Terms"
        description="Copied into the licenses; changing the policy later does not change them."
      >
        <SelectField
          label="Policy"
          value={policy}
          onChange={setPolicy}
          options={policies.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextField
          label="Last day"
          optional
          hint="Without one, the licenses never expire."
          type="date"
          value={lastDay}
          onChange={(event) => setLastDay(event.target.value)}
        />
      </FormSection>
      <FormSection title="Delivery" description="The key goes out by mail as soon as it is issued.">
        <TextField
          label="E-mail address"
          optional
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          autoComplete="off"
        />
        {email !== '' && (
          <SelectField label="Language" value={language} onChange={setLanguage} options={LANGUAGE_OPTIONS} />
        )}
      </FormSection>
      <div className="flex justify-end">
        <Button variant="primary" type="submit" busy={issue.busy}>
          Issue the key
        </Button>
      </div>
    </form>
  )
}

function ProductRows(props: {
  readonly products: readonly Product[]
  readonly rows: readonly Seats[]
  readonly onChange: (rows: readonly Seats[]) => void
}) {
  const { products, rows, onChange } = props
  const options = products.map(({ id, name, edition }) => ({ value: id, label: name, hint: edition }))
  const change = (index: number, row: Seats) => onChange(rows.with(index, row))
  const unused = products.find(({ id }) => rows.every(({ product }) => product !== id))
  return (
    <>
      {rows.map((row, index) => (
        <div key={row.product} className="flex items-end gap-3">
          <div className="min-w-0 grow">
            <SelectField
              label="Product"
              value={row.product}
              onChange={(product) => change(index, { ...row, product })}
              options={options}
            />
          </div>
          <div className="w-24">
            <TextField
              label="Seats"
              type="number"
              min={1}
              max={1000}
              required
              value={row.seats}
              onChange={(event) => change(index, { ...row, seats: event.target.value })}
            />
          </div>
          {rows.length > 1 && (
            <IconButton
              label={`Remove row ${index + 1}`}
              icon={<Trash2 aria-hidden />}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {unused !== undefined && (
        <div>
          <Button
            size="small"
            icon={<Plus aria-hidden />}
            onClick={() => onChange([...rows, { product: unused.id, seats: '1' }])}
          >
            Add a product
          </Button>
        </div>
      )}
    </>
  )
}

function IssuedKey({ issued, onNext }: { readonly issued: Issued; readonly onNext: () => void }) {
  const brand = useRead('getBrand', {})
  const [printing, setPrinting] = useState(false)
  return (
    <div className="flex flex-col gap-6">
      <Message tone="success" title={`The key of order ${issued.order} is issued`} announce>
        {`${counted(issued.licenses.length, 'license')}. The whole key is shown only now: copy it, or print it.`}
      </Message>
      <CopyField label="Activation key" value={issued.key} />
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" icon={<Printer aria-hidden />} onClick={() => setPrinting(true)}>
          Print, or save as PDF
        </Button>
        <ButtonLink href={`/console/keys/${issued.id}`}>Open the key</ButtonLink>
        <Button onClick={onNext}>Issue another one</Button>
      </div>
      {printing && <KeySheet vendor={brand.data?.name ?? ''} keys={[issued]} onDone={() => setPrinting(false)} />}
    </div>
  )
}
