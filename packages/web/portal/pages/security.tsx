import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useAction, useRead } from '../../app/api.ts'
import { chooseLocale, chosenLocale, LOCALE_OPTIONS } from '../../app/languages.ts'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { saveFile } from '../../app/save-file.ts'
import { SecuritySettings } from '../../app/security/security-settings.tsx'
import { useSession } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** How one signs in, what is kept about one, and the way out. */
export function Security() {
  const { t } = useLingui()
  return (
    <>
      <PageHead title={t`Account and security`} />
      <div className="flex flex-col gap-6">
        <SecuritySettings />
        <Language />
        <MyData />
        <CloseAccount />
      </div>
    </>
  )
}

function Language() {
  const { t } = useLingui()
  const set = useAction('setMyProfile', { quietly: true })
  const choose = async (language: ReturnType<typeof chosenLocale>) => {
    const done = await set.run({ body: { language } })
    if (!done.ok) return
    chooseLocale(language)
    location.reload()
  }
  return (
    <Card title={t`Language`}>
      <ProblemView problem={set.problem} />
      <div className="max-w-72">
        <SelectField
          label={t`Of this portal, and of the mails you get`}
          value={chosenLocale()}
          onChange={(next) => void choose(next)}
          options={LOCALE_OPTIONS}
        />
      </div>
    </Card>
  )
}

function MyData() {
  const { t } = useLingui()
  const take = useAction('exportMe', { quietly: true })
  const press = async () => {
    const done = await take.run({})
    if (done.ok) saveFile('my-data.json', 'application/json', JSON.stringify(done.value, null, 2))
  }
  return (
    <Card title={t`My data`}>
      <ProblemView problem={take.problem} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">
          <Trans>Everything that is kept about you, as one file.</Trans>
        </p>
        <Button icon={<Download aria-hidden />} busy={take.busy} onClick={() => void press()}>
          <Trans>Export my data</Trans>
        </Button>
      </div>
    </Card>
  )
}

function CloseAccount() {
  const { t } = useLingui()
  const [asking, setAsking] = useState(false)
  return (
    <Card title={t`Close the account`}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-prose text-muted">
          <Trans>
            Your licenses go on working; whoever has their activation key can claim them. This cannot be undone.
          </Trans>
        </p>
        <Button onClick={() => setAsking(true)}>
          <Trans>Close my account …</Trans>
        </Button>
      </div>
      {asking && <CloseDialog onClose={() => setAsking(false)} />}
    </Card>
  )
}

/** Nothing brings an account back: its name is typed, and what it means is counted. */
function CloseDialog({ onClose }: { readonly onClose: () => void }) {
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
