import type { AnswerOf } from '@latchkey/contract/operations'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Message } from '../../ui/message.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextArea } from '../../ui/text-field.tsx'

type Handover = AnswerOf<'listMyHandovers'>['items'][number]

/** What Support is about to give to somebody else, and whose it is may say no to. */
export function WaitingHandovers() {
  const { t } = useLingui()
  const read = useRead('listMyHandovers', {})
  const [refusing, setRefusing] = useState<Handover | null>(null)
  return (
    <>
      {(read.data?.items ?? []).map((handover) => (
        <Message
          key={handover.id}
          tone="warning"
          title={
            handover.kind === 'ownership'
              ? t`Support is about to appoint another owner`
              : t`Support is about to move licenses of yours to another account`
          }
          actions={
            <Button onClick={() => setRefusing(handover)}>
              <Trans>Say no …</Trans>
            </Button>
          }
        >
          <p>
            <What handover={handover} /> <When at={handover.executeAt} />
          </p>
        </Message>
      ))}
      {refusing !== null && <RefuseDialog handover={refusing} onClose={() => setRefusing(null)} />}
    </>
  )
}

function What({ handover: { kind, from, to, licenses } }: { readonly handover: Handover }) {
  if (kind === 'ownership') {
    return (
      <Trans>
        <NameText name={to} /> becomes an owner of <NameText name={from} />.
      </Trans>
    )
  }
  return (
    <Trans>
      <Plural value={licenses} one="# license" other="# licenses" />: from <NameText name={from} /> to{' '}
      <NameText name={to} />.
    </Trans>
  )
}

function When({ at }: { readonly at: string | null }) {
  if (at === null) return null
  return (
    <Trans>
      It happens on <Day at={at} never="" />, unless you say no before. PCs go on working.
    </Trans>
  )
}

function RefuseDialog({ handover, onClose }: { readonly handover: Handover; readonly onClose: () => void }) {
  const { t } = useLingui()
  const [message, setMessage] = useState('')
  const object = useAction('objectToHandover')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await object.run({ params: { id: handover.id }, body: { message } })).ok) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Say no to Support?`}
      description={t`Nothing is moved then. Support reads what you write.`}
      actions={
        <>
          <Button variant="primary" type="submit" form="refuse" busy={object.busy}>
            <Trans>Say no</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id="refuse" onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={object.problem} />
        <TextArea
          label={t`Why not?`}
          required
          value={message}
          onChange={(event) => setMessage(event.target.value)}
          maxLength={2000}
        />
      </form>
    </Dialog>
  )
}
