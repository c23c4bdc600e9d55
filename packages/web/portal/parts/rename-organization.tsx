import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { actingFor, keepActing } from '../../app/acting.ts'
import { useAction } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Another name for an organization; whoever owns it is told. */
export function RenameOrganization({ organization }: { readonly organization: AnswerOf<'getMyOrganization'> }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trans>Rename …</Trans>
      </Button>
      {open && <RenameDialog organization={organization} onClose={() => setOpen(false)} />}
    </>
  )
}

function RenameDialog(props: { readonly organization: AnswerOf<'getMyOrganization'>; readonly onClose: () => void }) {
  const { organization, onClose } = props
  const { id, name } = organization
  const { t } = useLingui()
  const [typed, setTyped] = useState(name)
  const rename = useAction('renameOrganization')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await rename.run({ params: { id }, body: { name: typed } })
    if (!done.ok) return
    if (actingFor()?.id === id) keepActing({ id, name: done.value.name })
    onClose()
  }
  const form = `rename-${id}`
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Rename ${name}`}
      description={t`Every owner is told by mail. Its licenses stay as they are.`}
      actions={
        <>
          <Button variant="primary" type="submit" form={form} busy={rename.busy}>
            <Trans>Rename</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={rename.problem} />
        <TextField
          label={t`Its new name`}
          name="organization"
          autoComplete="organization"
          required
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
