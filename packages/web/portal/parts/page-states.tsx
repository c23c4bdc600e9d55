import { Trans, useLingui } from '@lingui/react/macro'
import { CircleHelp } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'

export function NotFound() {
  const { t } = useLingui()
  return (
    <EmptyState
      isPage
      icon={<CircleHelp />}
      title={t`There is no such page`}
      action={
        <ButtonLink href="/" variant="primary">
          <Trans>To my licenses</Trans>
        </ButtonLink>
      }
    >
      <Trans>The address may have been cut short, or the link is an old one.</Trans>
    </EmptyState>
  )
}

/** A bug of ours, or a page whose files are gone because the server was updated. */
export function PageBroken() {
  const { t } = useLingui()
  return (
    <Message
      tone="danger"
      title={t`This page could not be shown`}
      announce
      actions={
        <Button onClick={() => location.reload()}>
          <Trans>Load the page again</Trans>
        </Button>
      }
    >
      <p>
        <Trans>The server may have been updated meanwhile. Nothing was changed by this.</Trans>
      </p>
    </Message>
  )
}
