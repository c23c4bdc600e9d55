import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { MyLicense } from './license-words.tsx'
import { OfferDialog } from './offer-dialog.tsx'

/** Some of the licenses of a page go to somebody else, by one offer. */
export function TransferSeveral({ licenses }: { readonly licenses: readonly MyLicense[] }) {
  const [open, setOpen] = useState(false)
  const movable = licenses.filter(({ actions }) => actions.transfer.state === 'legal')
  if (movable.length < 2) return null
  return (
    <div className="mt-3">
      <Button onClick={() => setOpen(true)}>
        <Trans>Transfer several …</Trans>
      </Button>
      {open && <OfferDialog licenses={movable} isChoice onClose={() => setOpen(false)} />}
    </div>
  )
}
