import { Trans, useLingui } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Message } from '../ui/message.tsx'

interface MishapProps {
  /** What is shown instead. */
  readonly broken: (error: unknown) => ReactNode
  readonly children: ReactNode
}

/** Shows that its children cannot be shown. React tells only a class what was thrown below it. */
export class Mishap extends Component<MishapProps, { readonly thrown: readonly unknown[] }> {
  override state: { readonly thrown: readonly unknown[] } = { thrown: [] }

  static getDerivedStateFromError(error: unknown) {
    return { thrown: [error] }
  }

  override render() {
    const { broken, children } = this.props
    const { thrown } = this.state
    return thrown.length === 0 ? children : broken(thrown[0])
  }
}

/** A bug of ours, or something whose files are gone because the server was updated. */
export function BrokenMessage({ error, actions }: { readonly error: unknown; readonly actions?: ReactNode }) {
  const { t } = useLingui()
  return (
    <Message
      tone="danger"
      announce
      title={t`The server may have been updated meanwhile. Nothing was changed by this.`}
      actions={
        <>
          <Button onClick={() => location.reload()}>
            <Trans>Load the page again</Trans>
          </Button>
          {actions}
        </>
      }
    >
      {/* For Support, word for word. */}
      <p className="font-mono text-xs wrap-anywhere text-muted">
        {error instanceof Error ? error.message : String(error)}
      </p>
    </Message>
  )
}
