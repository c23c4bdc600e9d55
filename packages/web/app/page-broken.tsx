import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../ui/button.tsx'
import { Message } from '../ui/message.tsx'
import { PageHead } from './page-parts.tsx'

/** A bug of ours, or a page whose files are gone because the server was updated. */
export function PageBroken({ error }: { readonly error: unknown }) {
  const { t } = useLingui()
  return (
    <>
      <PageHead title={t`This page could not be shown`} />
      <Message
        tone="danger"
        announce
        title={<Trans>The server may have been updated meanwhile. Nothing was changed by this.</Trans>}
        actions={
          <Button onClick={() => location.reload()}>
            <Trans>Load the page again</Trans>
          </Button>
        }
      >
        {/* For Support, word for word. */}
        <p className="font-mono text-xs wrap-anywhere text-muted">
          {error instanceof Error ? error.message : String(error)}
        </p>
      </Message>
    </>
  )
}
