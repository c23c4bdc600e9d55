import { Trans, useLingui } from '@lingui/react/macro'
import { Fingerprint } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../api.ts'
import { ProblemView } from '../problem-view.tsx'
import { usePasskey } from './passkey.ts'

/** Adding a passkey of this device, a phone or a security key. */
export function AddPasskey(props: {
  readonly onDone: (recoveryCodes: readonly string[]) => void
  readonly quietly?: boolean
}) {
  const { onDone, quietly = false } = props
  const { t } = useLingui()
  const begin = useAction('beginPasskeySetUp', { quietly: true })
  const add = useAction('addPasskey', { quietly })
  const passkey = usePasskey()
  const [name, setName] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const begun = await begin.run({})
    if (!begun.ok) return
    const attestation = await passkey.make(begun.value.options)
    if (attestation === null) return
    const added = await add.run({ body: { name, attestation } })
    if (added.ok) onDone(added.value.recoveryCodes)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
      <ProblemView problem={begin.problem ?? add.problem} />
      {passkey.failed && (
        <p role="alert" className="text-sm text-muted">
          <Trans>No passkey was made. Try again, or use an authenticator app.</Trans>
        </p>
      )}
      <TextField
        label={t`Name of the passkey`}
        hint={t`So that you know it again: the device or key it lives on.`}
        name="passkey-name"
        autoComplete="off"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button variant="primary" type="submit" icon={<Fingerprint aria-hidden />} busy={begin.busy || add.busy}>
        <Trans>Add a passkey</Trans>
      </Button>
    </form>
  )
}
