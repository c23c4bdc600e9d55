import { CircleHelp } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'

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

/** A bug of ours, or a page whose files are gone because the server was updated. */
export function PageBroken({ error }: { readonly error: unknown }) {
  const words = error instanceof Error ? error.message : String(error)
  return (
    <Message
      tone="danger"
      title="This page could not be shown"
      announce
      actions={<Button onClick={() => location.reload()}>Load the page again</Button>}
    >
      <p>The server may have been updated meanwhile. Nothing was changed by this.</p>
      <p className="font-mono text-xs text-muted">{words}</p>
    </Message>
  )
}
