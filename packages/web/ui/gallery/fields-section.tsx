import { formatActivationKey } from '@latchkey/core/activation-key'
import { useState } from 'react'
import { CopyDetails } from '../copy-details.tsx'
import { FileField } from '../file-field.tsx'
import { FormSection } from '../form-section.tsx'
import { KeyField } from '../key-field.tsx'
import { PasswordField } from '../password-field.tsx'
import { SearchBox } from '../search-box.tsx'
import { TextArea, TextField } from '../text-field.tsx'
import { Columns, Section, Specimen, Stack } from './specimen.tsx'

export function FieldsSection() {
  return (
    <Section id="fields" title="Fields">
      <Columns>
        <Specimen title="Text field">
          <Stack>
            <TextField label="Name of this PC" defaultValue="OFFICE-PC" hint="Shown to Support and in the portal." />
            <TextField
              label="User name"
              defaultValue=""
              error="Enter the user name of your Software Download account."
            />
            <TextField label="Order number" optional mono defaultValue="SO-2026-00417" />
            <TextField label="Host id" readOnly mono defaultValue="Q2p0b3N0LXRodW1icHJpbnQtb2YtYS1rZXk" />
            <TextArea
              label="What happened to the old PC?"
              hint="Support reads this."
              defaultValue="It was stolen from the car."
            />
          </Stack>
        </Specimen>
        <Specimen title="Password, search">
          <FormFields />
        </Specimen>
      </Columns>
      <Specimen title="Key field">
        <Columns>
          <Key label="Empty" />
          <Key label="Being typed" start={SAMPLE_KEY.slice(0, 20)} />
          <Key label="Complete" start={SAMPLE_KEY} note="Commissioning Tool and IzoT Net Server" />
          <Key label="One character wrong" start={withSlip(SAMPLE_KEY)} />
          <Key label="Two characters wrong" start={withSlip(withSlip(SAMPLE_KEY, 2), 26)} />
          <Key label="Of another system" start="CT-2009/4711-AB" />
          <Key label="Refused by the server" start={SAMPLE_KEY} error="This activation key is not known." />
        </Columns>
      </Specimen>
      <Specimen title="File">
        <Columns>
          <FileField label="Response of the license server" onFile={() => undefined} />
          <FileField label="Response, while it is loaded" busy onFile={() => undefined} />
        </Columns>
      </Specimen>
      <Specimen title="Copy details">
        <CopyDetails text="Commissioning Tool: Succeeded" />
      </Specimen>
      <Specimen title="Form section">
        <div className="flex flex-col gap-6">
          <FormSection title="Account" description="Whom the licenses belong to.">
            <TextField label="E-mail" type="email" autoComplete="email" defaultValue="maria@example.com" />
          </FormSection>
          <FormSection title="Proxy" description="Only where the network needs one.">
            <TextField label="Address" optional defaultValue="" />
          </FormSection>
        </div>
      </Specimen>
    </Section>
  )
}

/** A key that nobody was sold. */
const SAMPLE_KEY: string = formatActivationKey(Uint8Array.from({ length: 17 }, (_, index) => (index * 73 + 19) % 256))

function withSlip(key: string, at = 21): string {
  return key.slice(0, at) + (key.charAt(at) === 'Q' ? 'R' : 'Q') + key.slice(at + 1)
}

function Key(props: {
  readonly label: string
  readonly start?: string
  readonly note?: string
  readonly error?: string
}) {
  const { label, start = '', note, error } = props
  const [text, setText] = useState(start)
  return <KeyField label={label} value={text} onChange={setText} note={note} error={error} />
}

function FormFields() {
  const [password, setPassword] = useState('correct horse battery')
  const [fresh, setFresh] = useState('short')
  const [query, setQuery] = useState('')
  const [found, setFound] = useState('maria@example.com')
  return (
    <Stack>
      <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="current-password" />
      <PasswordField
        label="New password"
        value={fresh}
        onChange={setFresh}
        autoComplete="new-password"
        error="Use at least 15 characters; a sentence is good."
        hint="15 to 256 characters of any kind."
      />
      <SearchBox
        label="Search by key, e-mail, PC or order"
        value={query}
        onChange={setQuery}
        onSubmit={() => undefined}
        shortcut="/"
      />
      <SearchBox label="Search accounts" value={found} onChange={setFound} onSubmit={() => undefined} />
    </Stack>
  )
}
