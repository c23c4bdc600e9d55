import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { useSession } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { LicenseChoice } from './license-choice.tsx'

type Organization = AnswerOf<'getMyOrganization'>

/** One's own licenses become those of the organization: some, or all. */
export function MoveLicenses({ organization }: { readonly organization: Organization }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trans>Move licenses of mine here …</Trans>
      </Button>
      {open && <MoveDialog organization={organization} onClose={() => setOpen(false)} />}
    </>
  )
}

const PAGE = 100

function MoveDialog(props: { readonly organization: Organization; readonly onClose: () => void }) {
  const { organization, onClose } = props
  const { id, name } = organization
  const { t } = useLingui()
  const { person } = useSession()
  // One's own, whatever organization one acts for at the moment.
  const read = useRead('listMyLicenses', { query: { limit: PAGE }, account: person.id })
  const [chosen, setChosen] = useState<readonly string[]>([])
  const move = useAction('moveLicenses')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await move.run({ params: { id }, body: { licenseIds: [...chosen] } })).ok) onClose()
  }
  const form = `move-${id}`
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Move licenses of yours to ${name}`}
      description={t`They belong to all of its owners then. They stay active where they are.`}
      actions={
        <>
          <Button
            variant="primary"
            type="submit"
            form={form}
            busy={move.busy}
            disabledReason={chosen.length === 0 ? t`Choose at least one license.` : undefined}
          >
            <Trans>Move them</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-gap">
        <ProblemView problem={move.problem} />
        <Loaded read={read}>
          {({ items }) =>
            items.length === 0 ? (
              <p>
                <Trans>You own no licenses yourself.</Trans>
              </p>
            ) : (
              <LicenseChoice licenses={items} chosen={chosen} onChange={setChosen} />
            )
          }
        </Loaded>
      </form>
    </Dialog>
  )
}
