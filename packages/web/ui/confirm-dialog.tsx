import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'
import { BACKDROP_STYLE, DIALOG_STYLE, DialogBody, DialogFooter } from './dialog-frame.tsx'

interface ConfirmDialogProps {
  readonly open: boolean
  readonly title: string
  /** What will happen, counted, before anything happens. */
  readonly children?: ReactNode
  readonly confirm: string
  readonly cancel: string
  /** Something ends that cannot be brought back: Enter, pressed at once, must not be the answer. */
  readonly danger?: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** A question that must be answered; Escape is the answer that changes nothing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, children, confirm, cancel, danger = false, onConfirm, onCancel } = props
  const confirmButton = useRef<HTMLButtonElement>(null)
  const cancelButton = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={BACKDROP_STYLE} />
        <AlertDialog.Popup className={DIALOG_STYLE} initialFocus={danger ? cancelButton : confirmButton}>
          <DialogBody
            title={<AlertDialog.Title className="text-lg">{title}</AlertDialog.Title>}
            description={<AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>}
          >
            {null}
          </DialogBody>
          <DialogFooter>
            <Button ref={confirmButton} variant={danger ? 'danger' : 'primary'} onClick={onConfirm}>
              {confirm}
            </Button>
            <AlertDialog.Close render={<Button ref={cancelButton}>{cancel}</Button>} />
          </DialogFooter>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
