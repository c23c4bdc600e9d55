import { LIMITS } from '@latchkey/core/limits'
import type { AnswerOf, BodyOf } from '@latchkey/contract/operations'
import { Plus, ScrollText } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction } from '../../app/api.ts'
import { PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { CsvColumns } from '../parts/csv-export.tsx'
import { useMay } from '../parts/may.ts'
import { type SmallColumn, SmallList } from '../parts/small-list.tsx'
import { counted } from '../parts/words.ts'

type Policy = AnswerOf<'listPolicies'>['items'][number]
type Terms = BodyOf<'putPolicy'>['terms']

/** Policies: the terms licenses are issued under. */
export function Policies() {
  const may = useMay()
  const [editing, setEditing] = useState<Policy | 'new' | null>(null)
  const create = may('catalog:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setEditing('new')}>
      New policy
    </Button>
  )
  const columns: readonly SmallColumn<Policy>[] = may('catalog:write')
    ? [
        ...COLUMNS,
        {
          id: 'edit',
          label: 'Change',
          cell: (policy) => (
            <Button size="small" onClick={() => setEditing(policy)} aria-label={`Change ${policy.name}`}>
              Change …
            </Button>
          ),
        },
      ]
    : COLUMNS
  return (
    <>
      <PageHead
        title="Policies"
        about="The terms licenses are issued under. They are copied into each license: changing a policy changes none already sold."
        actions={create}
      />
      <SmallList
        name="listPolicies"
        path="/console/policies"
        caption="Policies"
        columns={columns}
        csv={CSV}
        empty={
          <EmptyState icon={<ScrollText />} title="No policy yet" action={create}>
            Without one, keys are issued under the default terms.
          </EmptyState>
        }
      />
      {editing !== null && (
        <PolicyDialog policy={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

const CSV: CsvColumns<Policy> = {
  code: ({ id }) => id,
  name: ({ name }) => name,
  'lease, days': ({ terms }) => (terms.perpetualOffline ? null : terms.leaseDays),
  'grace, days': ({ terms }) => (terms.perpetualOffline ? null : terms.graceDays),
  'lost-PC returns': ({ terms }) => terms.lostPcReturnsMax,
  'within days': ({ terms }) => terms.lostPcReturnsWindowDays,
  'emergency, days': ({ terms }) => terms.emergencyDays,
  'maintenance, days': ({ terms }) => terms.maintenanceDays,
  'key alone activates': ({ terms }) => terms.keyOnlyActivation,
}

const COLUMNS: readonly SmallColumn<Policy>[] = [
  {
    id: 'name',
    label: 'Name',
    heading: true,
    sortBy: ({ name }) => name,
    cell: ({ id, name }) => (
      <>
        <NameText name={name} />
        <code className="block font-mono text-xs font-normal text-muted">{id}</code>
      </>
    ),
  },
  {
    id: 'lease',
    label: 'Lease and grace',
    sortBy: ({ terms }) => (terms.perpetualOffline ? Infinity : terms.leaseDays),
    cell: ({ terms }) =>
      terms.perpetualOffline ? 'Perpetual offline' : `${terms.leaseDays} + ${terms.graceDays} days`,
  },
  {
    id: 'lost',
    label: 'Lost-PC returns',
    sortBy: ({ terms }) => terms.lostPcReturnsMax,
    cell: ({ terms }) => `${terms.lostPcReturnsMax} in ${terms.lostPcReturnsWindowDays} days`,
  },
  {
    id: 'emergency',
    label: 'Emergency',
    cell: ({ terms }) => `${terms.emergencyDays} days, every ${terms.emergencyEveryDays}`,
  },
  {
    id: 'maintenance',
    label: 'Releases',
    cell: ({ terms: { maintenanceDays } }) =>
      maintenanceDays === null ? 'All' : `Of ${counted(maintenanceDays, 'day')} after issue`,
  },
  {
    id: 'key',
    label: 'Key alone activates',
    cell: ({ terms }) => (terms.keyOnlyActivation === 'any' ? 'Any idle license' : 'Licenses without owner'),
  },
]

const NUMBERS = [
  { name: 'leaseDays', label: 'Lease, days', hint: 'How long a license file is good without contact.', max: 3660 },
  { name: 'graceDays', label: 'Grace, days', hint: 'A visible countdown after the lease.', max: 365 },
  { name: 'lostPcReturnsMax', label: 'Lost-PC returns: at most', hint: 'By the owner alone, per license.', max: 100 },
  { name: 'lostPcReturnsWindowDays', label: 'Lost-PC returns: within days', hint: 'A moving window.', max: 3660 },
  { name: 'emergencyDays', label: 'Emergency license, days', hint: 'Bridges the wait for Support.', max: 90 },
  { name: 'emergencyEveryDays', label: 'Emergency license: once in days', hint: 'Per license.', max: 3660 },
  {
    name: 'supportHoldHours',
    label: 'Hold of a return, hours',
    hint: 'The owner may object meanwhile.',
    max: LIMITS.supportHoldHoursMax,
  },
  {
    name: 'supportHoldHighRiskHours',
    label: 'Hold at high risk, hours',
    hint: 'Of a return by Support.',
    max: LIMITS.supportHoldHoursMax,
  },
] as const

const DEFAULTS = {
  leaseDays: 30,
  graceDays: 14,
  lostPcReturnsMax: 2,
  lostPcReturnsWindowDays: 365,
  emergencyDays: 14,
  emergencyEveryDays: 365,
  supportHoldHours: 0,
  supportHoldHighRiskHours: 72,
  perpetualOffline: false,
  keyOnlyActivation: 'any',
  maintenanceDays: null,
} as const satisfies Terms

const ACTIVATION_OPTIONS = [
  { value: 'any', label: 'Any idle license', hint: 'As KB1023 2.D does; the owner is told.' },
  { value: 'unowned', label: 'Only licenses without an owner', hint: 'Owned ones need the owner’s sign-in.' },
] as const

function PolicyDialog({ policy, onClose }: { readonly policy: Policy | null; readonly onClose: () => void }) {
  const [id, setId] = useState(policy?.id ?? '')
  const [name, setName] = useState(policy?.name ?? '')
  const [terms, setTerms] = useState<Terms>(policy?.terms ?? DEFAULTS)
  const put = useAction('putPolicy')
  const toast = useToast()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await put.run({ params: { id }, body: { name, terms } })
    if (!done.ok) return
    toast({ title: `${name} was saved` })
    onClose()
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={policy === null ? 'New policy' : `Change ${policy.name}`}
      description="Licenses already sold keep the terms they were sold under."
      actions={
        <>
          <Button variant="primary" type="submit" form="policy" busy={put.busy}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id="policy" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={put.problem} />
        <div className="grid gap-gap sm:grid-cols-2">
          {policy === null && (
            <TextField
              label="Code"
              hint="Lower case, digits, hyphens."
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
          {NUMBERS.map(({ name: field, label, hint, max }) => (
            <TextField
              key={field}
              label={label}
              hint={hint}
              type="number"
              min={0}
              max={max}
              required
              value={terms[field] ?? ''}
              onChange={(event) => setTerms({ ...terms, [field]: event.target.valueAsNumber })}
            />
          ))}
          <TextField
            label="Maintenance, days"
            hint="A license covers the releases of so many days after its issue. Empty: all of them."
            type="number"
            optional
            min={0}
            max={36_600}
            value={terms.maintenanceDays ?? ''}
            onChange={({ target: { value, valueAsNumber } }) =>
              setTerms({ ...terms, maintenanceDays: value === '' ? null : valueAsNumber })
            }
          />
          <PlainSelect
            label="The key alone activates"
            value={terms.keyOnlyActivation ?? 'any'}
            onChange={(keyOnlyActivation) => setTerms({ ...terms, keyOnlyActivation })}
            options={ACTIVATION_OPTIONS}
          />
        </div>
        <Checkbox
          label="Perpetual offline"
          hint="License files without an end, for places that never see a network."
          checked={terms.perpetualOffline ?? false}
          onChange={(event) => setTerms({ ...terms, perpetualOffline: event.target.checked })}
        />
        {policy !== null && <DryRun policy={policy} terms={terms} />}
      </form>
    </Dialog>
  )
}

/** What these terms would have refused in the recorded past. */
function DryRun({ policy, terms }: { readonly policy: Policy; readonly terms: Terms }) {
  const run = useAction('dryRunPolicy', { quietly: true })
  const [result, setResult] = useState<AnswerOf<'dryRunPolicy'> | null>(null)
  const ask = async () => {
    const done = await run.run({ params: { id: policy.id }, body: { terms, days: 365 } })
    if (done.ok) setResult(done.value)
  }
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">Try these terms on the last 365 days, before anything is saved.</p>
        <Button size="small" busy={run.busy} onClick={() => void ask()}>
          Dry run
        </Button>
      </div>
      <ProblemView problem={run.problem} />
      {result !== null && (
        <Message tone="info" title="In the recorded past, these terms" announce>
          <ul className="flex flex-col gap-1">
            {result.rows.map(({ what, words }) => (
              <li key={what}>{words}</li>
            ))}
          </ul>
          <p className="mt-2 text-muted">
            {result.complete
              ? 'All of the last 365 days was looked at: '
              : 'The log is long; only its newest part was looked at: '}
            {`${counted(result.events, 'event')} since `}
            <Day at={result.from} never="" />.
          </p>
        </Message>
      )}
    </div>
  )
}
