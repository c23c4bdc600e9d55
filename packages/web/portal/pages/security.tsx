import { Trans, useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../app/api.ts'
import { chooseLocale, chosenLocale, LOCALE_OPTIONS } from '../../app/languages.ts'
import { lateDialog } from '../../app/late-dialog.tsx'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { saveFile } from '../../app/save-file.ts'
import { SecuritySettings } from '../../app/security/security-settings.tsx'
import { Button } from '../../ui/button.tsx'
import { PlainSelect } from '../../ui/plain-select.tsx'

const CloseAccountDialog = lateDialog(async () => (await import('../parts/close-account.tsx')).CloseAccountDialog)

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
        <PlainSelect
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
      {asking && <CloseAccountDialog onClose={() => setAsking(false)} />}
    </Card>
  )
}
