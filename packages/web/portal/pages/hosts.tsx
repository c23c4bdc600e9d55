import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { Monitor, Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead, Pages } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Ago } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink, Link } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { LostPcDialog } from '../parts/lost-pc-dialog.tsx'
import { type MyLicense, reasonOf } from '../parts/license-words.tsx'

type Host = AnswerOf<'listMyHosts'>['items'][number]

/** The PCs that hold licenses: with names people know them by, and Return beside each license. */
export function Hosts() {
  const { t } = useLingui()
  const { cursor } = useAddress()
  const read = useRead('listMyHosts', { query: cursor === undefined ? {} : { cursor } })
  return (
    <>
      <PageHead title={t`PCs`} about={t`Where your licenses are active.`} />
      <p className="mb-4">
        <Link href="/offline" external>{t`Upload the request of a PC without network`}</Link>
      </p>
      <Loaded read={read}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<Monitor />}
              title={t`No PC holds a license of yours`}
              action={<ButtonLink href="/">{t`To my licenses`}</ButtonLink>}
            >
              <Trans>Activate a license with the License Wizard on the PC that shall run it.</Trans>
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-6">
              {items.map((host) => (
                <HostCard key={host.id} host={host} />
              ))}
              <Pages cursor={cursor} nextCursor={nextCursor} hrefOf={(next) => hrefOf('/hosts', { cursor: next })} />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function HostCard({ host }: { readonly host: Host }) {
  const { t } = useLingui()
  const [renaming, setRenaming] = useState(false)
  const [returning, setReturning] = useState<MyLicense | null>(null)
  return (
    <Card
      title={host.name}
      actions={
        <Button
          size="small"
          icon={<Pencil aria-hidden />}
          onClick={() => setRenaming(true)}
          aria-label={t`Rename ${host.name}`}
        >
          <Trans>Rename</Trans>
        </Button>
      }
    >
      <p className="text-muted">
        {host.name !== host.ownName && (
          <>
            <Trans>
              Calls itself <NameText name={host.ownName} />.
            </Trans>{' '}
          </>
        )}
        <NameText name={host.os} />.{' '}
        <Trans>
          First seen <Ago at={host.firstSeenAt} />, last seen <Ago at={host.lastSeenAt} />.
        </Trans>
      </p>
      <ul className="mt-3 flex flex-col divide-y divide-line border-t border-line">
        {host.licenses.map((license) => (
          <li key={license.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
            <span className="min-w-0">
              <Link href={`/licenses/${license.id}`}>{license.productName}</Link>
              <span className="ms-2 font-mono text-sm text-muted">…{license.keyLast5}</span>
            </span>
            <Button
              size="small"
              onClick={() => setReturning(license)}
              disabledReason={reasonOf(license.actions.returnLostPc)}
              aria-label={t`I no longer have this PC … (${license.productName} on ${host.name})`}
            >
              <Trans>I no longer have this PC …</Trans>
            </Button>
          </li>
        ))}
      </ul>
      {renaming && <RenameDialog host={host} onClose={() => setRenaming(false)} />}
      {returning !== null && <LostPcDialog license={returning} onClose={() => setReturning(null)} />}
    </Card>
  )
}

function RenameDialog({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) {
  const { t } = useLingui()
  const [name, setName] = useState(host.name)
  const rename = useAction('renameMyHost')
  const save = async (next: string | null) => {
    const done = await rename.run({ params: { id: host.id }, body: { name: next } })
    if (done.ok) onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save(name)
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t`Rename this PC`}
      description={t`Only you see this name.`}
      actions={
        <>
          <Button variant="primary" type="submit" form="rename" busy={rename.busy}>
            <Trans>Save</Trans>
          </Button>
          {host.name !== host.ownName && (
            <Button onClick={() => void save(null)}>
              <Trans>Use its own name</Trans>
            </Button>
          )}
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
    >
      <form id="rename" onSubmit={submit} className="flex flex-col gap-gap">
        <ProblemView problem={rename.problem} />
        <TextField
          label={t`Name`}
          required
          maxLength={200}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
