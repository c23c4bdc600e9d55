import { useState } from 'react'
import { Checkbox } from '../checkbox.tsx'
import { PlainSelect } from '../plain-select.tsx'
import { RadioCards } from '../radio-cards.tsx'
import { SelectField } from '../select-field.tsx'
import { Tabs } from '../tabs.tsx'
import { Columns, Section, Specimen, Stack } from './specimen.tsx'

export function ChoicesSection() {
  return (
    <Section id="choices" title="Choices">
      <Columns>
        <Specimen title="Radio cards">
          <Cards />
        </Specimen>
        <Specimen title="Checkbox">
          <Boxes />
        </Specimen>
      </Columns>
      <Columns>
        <Specimen title="Select with reasons">
          <Selects />
        </Specimen>
        <Specimen title="Tabs">
          <SampleTabs />
        </Specimen>
      </Columns>
    </Section>
  )
}

function Cards() {
  const [task, setTask] = useState('activate')
  return (
    <RadioCards
      label="What do you want to do?"
      value={task}
      onChange={setTask}
      cards={[
        { value: 'activate', label: 'Activate product license', hint: 'Use a license on this PC.' },
        { value: 'manage', label: 'Manage', hint: 'Return or associate the licenses of this PC.' },
        {
          value: 'move',
          label: 'Move to another account',
          disabledReason: 'There is no license on this PC. Activate one first.',
        },
      ]}
    />
  )
}

function Boxes() {
  const [key, setKey] = useState(true)
  const [release, setRelease] = useState(false)
  return (
    <Stack>
      <Checkbox
        label="I also have an Activation Key"
        checked={key}
        onChange={(event) => setKey(event.target.checked)}
      />
      <Checkbox
        label="Also release from the account"
        hint="The license can then be associated by anybody who has the key."
        checked={release}
        onChange={(event) => setRelease(event.target.checked)}
      />
      <Checkbox label="Second factor" checked disabledReason="Your role needs one. Ask an administrator." readOnly />
    </Stack>
  )
}

type Action = 'none' | 'return' | 'associate' | 'activate'

function Selects() {
  const [action, setAction] = useState<Action>('none')
  const [reason, setReason] = useState('lost')
  return (
    <Stack>
      <SelectField<Action>
        label="Action"
        value={action}
        onChange={setAction}
        options={[
          { value: 'none', label: 'No change' },
          { value: 'return', label: 'Return', hint: 'Stops working on this PC.' },
          { value: 'associate', label: 'Associate' },
          {
            value: 'activate',
            label: 'Activate',
            disabled: {
              reason: 'it is activated on OFFICE-PC since 3 May 2026.',
              wayOut: 'Return it there, or choose "I no longer have that PC".',
            },
          },
        ]}
      />
      <SelectField
        label="Reason"
        value={reason}
        onChange={setReason}
        error="Support needs another reason for this."
        options={['lost', 'dead', 'reinstall'].map((value) => ({ value, label: `${value} PC` }))}
      />
      <PlainSelect
        label="The browser's own"
        hint="Where no option needs a word of its own."
        value={reason}
        onChange={setReason}
        options={['lost', 'dead', 'reinstall'].map((value) => ({ value, label: `${value} PC` }))}
      />
    </Stack>
  )
}

function SampleTabs() {
  const [tab, setTab] = useState('licenses')
  return (
    <Tabs
      label="License"
      value={tab}
      onChange={setTab}
      tabs={[
        { id: 'licenses', label: 'Licenses', count: 3, panel: <p>Three licenses, two of them in use.</p> },
        { id: 'hosts', label: 'PCs', count: 2, panel: <p>OFFICE-PC and LAPTOP-7.</p> },
        { id: 'history', label: 'History', panel: <p>Nothing happened yet.</p> },
      ]}
    />
  )
}
