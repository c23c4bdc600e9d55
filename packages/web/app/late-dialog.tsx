import { Trans } from '@lingui/react/macro'
import { type FunctionComponent, type ReactNode, Suspense } from 'react'
import { Button } from '../ui/button.tsx'
import { Loading } from './loading.tsx'
import { BrokenMessage, Mishap } from './mishap.tsx'
import { lazyPart } from './lazy-part.ts'

/** A dialog whose code is fetched when it is first wanted: most readers of a page open none. */
export function lateDialog<Props extends { readonly onClose: () => void }>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const Dialog = lazyPart(load)
  return function LateDialog(props) {
    const close = (
      <Button onClick={props.onClose}>
        <Trans>Close</Trans>
      </Button>
    )
    return (
      <Mishap
        broken={(error) => (
          <Corner>
            <BrokenMessage error={error} actions={close} />
          </Corner>
        )}
      >
        <Suspense
          fallback={
            <Corner>
              <Loading />
            </Corner>
          }
        >
          <Dialog {...props} />
        </Suspense>
      </Mishap>
    )
  }
}

/** Above the page, where it moves nothing. */
function Corner({ children }: { readonly children: ReactNode }) {
  return <div className="fixed end-4 bottom-4 z-20 w-[min(26rem,calc(100vw-2rem))] empty:hidden">{children}</div>
}
