import { Trans, useLingui } from '@lingui/react/macro'
import { CircleCheck, MonitorX, Unplug } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'

type Why = 'refused' | 'lost' | 'moved' | 'closed'

/** What stands in a window that takes no part any more. */
export function Over({ why }: { readonly why: Why }) {
  useEffect(() => {
    // A window of the License Wizard's own has been nowhere else, and may be closed; a tab stays, and says what it is.
    if ((why === 'closed' || why === 'moved') && history.length === 1) close()
  }, [why])
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div role="status" className="flex max-w-md flex-col items-center gap-2 text-center">
        <Words why={why} />
      </div>
    </main>
  )
}

function Words({ why }: { readonly why: Why }) {
  const { t } = useLingui()
  switch (why) {
    case 'closed':
      return (
        <Notice icon={<CircleCheck />} title={t`License Wizard is closed.`}>
          <Trans>You can close this page. Start License Wizard again at any time.</Trans>
        </Notice>
      )
    case 'moved':
      return (
        <Notice icon={<MonitorX />} title={t`License Wizard has moved to another window.`}>
          <Trans>You can close this page; everything goes on there.</Trans>
        </Notice>
      )
    case 'lost':
      return (
        <Notice icon={<Unplug />} title={t`License Wizard has ended.`}>
          <Trans>Start it again: what was begun is finished or undone, never doubled.</Trans>
        </Notice>
      )
    case 'refused':
      return (
        <Notice icon={<Unplug />} title={t`This page belongs to no License Wizard.`}>
          <Trans>Its address works once only. Start License Wizard again to get a new window.</Trans>
        </Notice>
      )
  }
}

function Notice(props: { readonly icon: ReactNode; readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <span
        aria-hidden
        className="mb-2 grid size-12 place-items-center rounded-card border border-line bg-surface text-muted shadow-control [&>svg]:size-6"
      >
        {props.icon}
      </span>
      <h1 className="text-xl">{props.title}</h1>
      <p className="text-muted">{props.children}</p>
    </>
  )
}
