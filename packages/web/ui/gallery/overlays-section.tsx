import { FileKey, KeyRound, Monitor, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../button.tsx'
import { Checkbox } from '../checkbox.tsx'
import { type Command, CommandPalette } from '../command-palette.tsx'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { Dialog } from '../dialog.tsx'
import { TextArea } from '../text-field.tsx'
import { Row, Section, Specimen } from './specimen.tsx'

type Shown = 'none' | 'dialog' | 'confirm' | 'danger' | 'palette'

export function OverlaysSection() {
  const [shown, setShown] = useState<Shown>('none')
  const close = () => setShown('none')
  return (
    <Section id="overlays" title="Overlays">
      <Specimen title="Dialog, confirmation, command palette">
        <Row>
          <Button onClick={() => setShown('dialog')}>Open a dialog</Button>
          <Button onClick={() => setShown('confirm')}>Ask to exit</Button>
          <Button onClick={() => setShown('danger')}>Ask to revoke</Button>
          <Button onClick={() => setShown('palette')}>Open the command palette</Button>
        </Row>
      </Specimen>
      <ReturnDialog open={shown === 'dialog'} onClose={close} />
      <ConfirmDialog
        open={shown === 'confirm'}
        title="Do you want to exit?"
        confirm="Yes"
        cancel="No"
        onConfirm={close}
        onCancel={close}
      >
        The association of 2 licenses stays; nothing else was changed.
      </ConfirmDialog>
      <ConfirmDialog
        open={shown === 'danger'}
        title="Revoke this activation key?"
        confirm="Revoke key"
        cancel="Keep it"
        danger
        onConfirm={close}
        onCancel={close}
      >
        2 licenses stop working at their next contact, on 2 PCs. This cannot be undone.
      </ConfirmDialog>
      <CommandPalette
        open={shown === 'palette'}
        onOpenChange={(open) => setShown(open ? 'palette' : 'none')}
        commands={COMMANDS}
      />
    </Section>
  )
}

function ReturnDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [release, setRelease] = useState(false)
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Return the license of OFFICE-PC"
      description="IzoT Net Server can be activated on another PC at once. OFFICE-PC may run until 8 December 2026."
      actions={
        <>
          <Button variant="primary" onClick={onClose}>
            Return
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <TextArea
        label="Reply to the customer"
        defaultValue="Your license is free again. Start the License Wizard and choose Activate."
      />
      <Checkbox
        label="Also release from the account"
        checked={release}
        onChange={(event) => setRelease(event.target.checked)}
      />
    </Dialog>
  )
}

function nothing() {
  return undefined
}

const COMMANDS: readonly Command[] = [
  { id: 'queue', group: 'Go to', label: 'Return requests', icon: <ScrollText aria-hidden />, onRun: nothing },
  { id: 'keys', group: 'Go to', label: 'Activation keys', icon: <KeyRound aria-hidden />, onRun: nothing },
  { id: 'hosts', group: 'Go to', label: 'PCs', icon: <Monitor aria-hidden />, onRun: nothing },
  { id: 'issue', group: 'Do', label: 'Issue activation keys', icon: <KeyRound aria-hidden />, onRun: nothing },
  { id: 'offline', group: 'Do', label: 'Load an offline request', icon: <FileKey aria-hidden />, onRun: nothing },
]
