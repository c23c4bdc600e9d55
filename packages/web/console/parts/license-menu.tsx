import { Ban, CalendarClock, CirclePause, CirclePlay, MoreHorizontal, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { LateMenu } from '../../app/late-menu.tsx'
import { IconButton } from '../../ui/button.tsx'
import { LicenseTaskDialog } from './late-dialogs.ts'
import type { LicenseTask } from './license-task.tsx'
import { useMay } from './may.ts'
import type { License } from './words.ts'

/** What can be done to a license besides returning it. */
export function LicenseMenu(props: {
  readonly license: License
  /** Until when its last return can be undone; null where there is none to undo. */
  readonly undoUntil: string | null
}) {
  const { license, undoUntil } = props
  const may = useMay()
  const [task, setTask] = useState<LicenseTask | null>(null)
  const isGood = license.standing === 'good'
  const items = [
    ...(may('licenses:support-return') && undoUntil !== null
      ? [{ id: 'undo', label: 'Undo the last return …', icon: <Undo2 aria-hidden />, onSelect: () => setTask('undo') }]
      : []),
    ...(may('licenses:write')
      ? [
          isGood
            ? {
                id: 'suspend',
                label: 'Suspend …',
                icon: <CirclePause aria-hidden />,
                onSelect: () => setTask('suspend'),
              }
            : {
                id: 'reinstate',
                label: 'Reinstate …',
                icon: <CirclePlay aria-hidden />,
                onSelect: () => setTask('reinstate'),
              },
          {
            id: 'expiry',
            label: 'Set expiry …',
            icon: <CalendarClock aria-hidden />,
            onSelect: () => setTask('expiry'),
          },
          {
            id: 'withdraw',
            label: 'Withdraw …',
            icon: <Ban aria-hidden />,
            danger: true,
            onSelect: () => setTask('withdraw'),
          },
        ]
      : []),
  ]
  if (items.length === 0) return null
  return (
    <>
      <LateMenu
        label="More about this license"
        items={items}
        trigger={<IconButton variant="secondary" label="More" icon={<MoreHorizontal aria-hidden />} />}
      />
      {task !== null && <LicenseTaskDialog task={task} licenses={[license]} onClose={() => setTask(null)} />}
    </>
  )
}
