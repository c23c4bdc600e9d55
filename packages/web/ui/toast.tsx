import { Toast } from '@base-ui/react/toast'
import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { IconButton } from './button.tsx'
import { StatusIcon, type StatusTone } from './status.tsx'

interface ToastMessage {
  readonly title: string
  readonly description?: string
  readonly tone?: StatusTone
}

/** Says that something is done. Never the only place that says it: a toast goes away. */
export function useToast(): (message: ToastMessage) => void {
  const { add } = Toast.useToastManager()
  return ({ title, description, tone = 'success' }) => {
    add({ title, type: tone, timeout: 8_000, ...(description === undefined ? {} : { description }) })
  }
}

/** Where toasts appear; F6 takes the keyboard there. */
export function ToastViewport() {
  const { t } = useLingui()
  const { toasts } = Toast.useToastManager()
  return (
    <Toast.Portal>
      <Toast.Viewport
        aria-label={t`Notifications`}
        className="fixed end-4 bottom-4 z-20 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2"
      >
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            swipeDirection={['left', 'right', 'down']}
            className="rounded-card border border-line bg-overlay p-3 ps-4 text-base text-text shadow-overlay transition-[opacity,translate] duration-(--lk-quick) data-starting-style:translate-y-2 data-starting-style:opacity-0 data-ending-style:opacity-0"
          >
            <Toast.Content className="flex items-start gap-2.5">
              <StatusIcon tone={toneOf(toast.type)} className="mt-0.75" />
              <div className="min-w-0 flex-1 pt-0.5">
                <Toast.Title className="text-base font-medium" />
                <Toast.Description className="text-sm text-muted" />
              </div>
              <Toast.Close render={<IconButton size="small" label={t`Dismiss`} icon={<X aria-hidden />} />} />
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  )
}

const TONES: ReadonlySet<string> = new Set([
  'success',
  'warning',
  'danger',
  'info',
  'neutral',
  'busy',
] satisfies StatusTone[])

function toneOf(type: string | undefined): StatusTone {
  return TONES.has(type ?? '') ? (type as StatusTone) : 'info'
}
