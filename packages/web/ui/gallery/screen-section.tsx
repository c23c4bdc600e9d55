import { useState } from 'react'
import { Button } from '../button.tsx'
import { Checkbox } from '../checkbox.tsx'
import { KeyField } from '../key-field.tsx'
import { Message } from '../message.tsx'
import { PasswordField } from '../password-field.tsx'
import { RadioCards } from '../radio-cards.tsx'
import { Stepper } from '../stepper.tsx'
import { TextField } from '../text-field.tsx'
import { Section, Specimen } from './specimen.tsx'

/** The components together, as a screen uses them: Step 2 of the License Wizard. */
export function ScreenSection() {
  const [proof, setProof] = useState<'account' | 'key'>('account')
  return (
    <Section id="screen" title="On a screen">
      <Specimen title="A step of the License Wizard" bare>
        <form
          className="mx-auto flex max-w-3xl flex-col rounded-card border border-line bg-surface shadow-overlay"
          onSubmit={(event) => event.preventDefault()}
        >
          <div className="border-b border-line px-4 py-4 sm:px-8">
            <Stepper label="Steps of the sample" steps={['Task', 'Credentials', 'Licenses', 'Result']} current={1} />
          </div>
          <div className="flex flex-col gap-6 px-4 py-6 sm:px-8">
            <div>
              <h4 className="text-xl font-semibold">How do you show that the license is yours?</h4>
              <p className="text-muted">Step 2 of 4</p>
            </div>
            <RadioCards label="Credentials" hideLabel value={proof} onChange={setProof} cards={CARDS} />
            <Message tone="info" title="Next will associate 2 licenses to maria@example.com">
              Commissioning Tool and IzoT Net Server. This stays even if you cancel afterwards.
            </Message>
          </div>
          <div className="flex flex-wrap items-center gap-2 rounded-b-card border-t border-line bg-sunken px-4 py-4 sm:px-8">
            <Button variant="quiet">Cancel</Button>
            <div className="ms-auto flex gap-2">
              <Button>Back</Button>
              <Button variant="primary" type="submit">
                Next
              </Button>
            </div>
          </div>
        </form>
      </Specimen>
    </Section>
  )
}

const CARDS = [
  { value: 'account', label: 'Use my account', hint: 'Your Software Download account.', children: <AccountFields /> },
  { value: 'key', label: 'Use my Activation Key', hint: 'Nothing is associated.', children: <JustTheKey /> },
] as const

function AccountFields() {
  const [password, setPassword] = useState('')
  const [also, setAlso] = useState(true)
  const [key, setKey] = useState('')
  return (
    <>
      <div className="grid gap-gap sm:grid-cols-2">
        <TextField label="User name" autoComplete="username" defaultValue="maria@example.com" />
        <PasswordField label="Your password" value={password} onChange={setPassword} autoComplete="current-password" />
      </div>
      <Checkbox
        label="I also have an Activation Key"
        checked={also}
        onChange={(event) => setAlso(event.target.checked)}
      />
      {also && <KeyField value={key} onChange={setKey} />}
    </>
  )
}

function JustTheKey() {
  const [key, setKey] = useState('')
  return <KeyField value={key} onChange={setKey} />
}
