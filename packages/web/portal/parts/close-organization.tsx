import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { actingFor, keepActing } from '../../app/acting.ts'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Closing cannot be undone: the name is typed, and what happens is counted before. */
export function CloseOrganization({ organization }: { readonly organization: AnswerOf<'getMyOrganization'> }) {
  const { id, name, licenses } = organization
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const close = useAction('closeOrganization')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await close.run({ params: { id }, body: { name: typed } })
    if (done.ok && actingFor()?.id === id) keepActing(null)
  }
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        <Trans>Close it …</Trans>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t`Close ${name}?`}
        description={t`Its ${licenses} licenses go on working and belong to whoever has their Activation Keys. This cannot be undone.`}
        actions={
          <>
            <Button variant="danger" type="submit" form={id} busy={close.busy}>
              <Trans>Close the organization</Trans>
            </Button>
            <Button onClick={() => setOpen(false)}>
              <Trans>Cancel</Trans>
            </Button>
          </>
        }
      >
        <form id={id} onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
          <ProblemView problem={close.problem} />
          <TextField
            label={t`Type its name to confirm`}
            name="confirm"
            autoComplete="off"
            required
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </form>
      </Dialog>
    </>
  )
}
