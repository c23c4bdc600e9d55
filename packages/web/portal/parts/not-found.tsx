import { Trans, useLingui } from '@lingui/react/macro'
import { CircleHelp } from 'lucide-react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'

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
