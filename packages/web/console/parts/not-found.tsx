import { CircleHelp } from 'lucide-react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'

export function NotFound() {
  return (
    <EmptyState
      isPage
      icon={<CircleHelp />}
      title="There is no such page"
      action={
        <ButtonLink href="/console" variant="primary">
          Go to the overview
        </ButtonLink>
      }
    >
      The address may have been cut short. Ids, keys, orders, e-mail addresses and names of PCs can be searched for
      above.
    </EmptyState>
  )
}
