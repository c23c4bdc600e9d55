import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { useSession } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Nothing brings an account back: its name is typed, and what it means is counted. */
export function CloseAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const { person } = useSession()
  const licenses = useRead('listMyLicenses', { query: { limit: 100 }, account: person.id })
  const [typed, setTyped] = useState('')
  const close = useAction('closeMyAccount', { quietly: true })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const done = await close.run({})
    if (done.ok) location.assign('/')
  }
  const count = licenses.data?.items.length ?? 0
  const hasMore = typeof licenses.data?.nextCursor === 'string'
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Close the account for good?`}
      description={
        <>
          {hasMore ? (
            <Trans>More than {count} licenses lose their owner.</Trans>
          ) : (
            <Plural
              value={count}
              _0="You own no license."
              one="# license loses its owner."
              other="# licenses lose their owner."
            />
          )}{' '}
          <Trans>Name, address, passkeys and sessions are erased. Nobody can bring them back.</Trans>
        </>
      }
      actions={
        <>
          <Button
            variant="danger"
            type="submit"
            form="close"
            busy={close.busy}
            disabledReason={typed === person.name ? undefined : t`Type ${person.name} first.`}
          >
            <Trans>Close my account</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
        </>
      }
    >
      <form id="close" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={close.problem} />
        <TextField
          label={t`Type ${person.name} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
