import { CSPProvider } from '@base-ui/react/csp-provider'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import { Toast } from '@base-ui/react/toast'
import { Tooltip } from '@base-ui/react/tooltip'
import { type Messages, setupI18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { type ReactNode, useEffect, useMemo } from 'react'
import { type Locale, LOCALES } from '@latchkey/words/locales'
import { ToastViewport } from './toast.tsx'

/** What every screen stands in: its language and direction, toasts, and Base UI's ways without inline styles. */
export function UiProvider(props: {
  readonly locale: Locale
  /** The compiled catalog of that language. */
  readonly messages: Messages
  readonly children: ReactNode
}) {
  const { locale, messages, children } = props
  const { direction } = LOCALES[locale]
  const i18n = useMemo(() => setupI18n({ locale, messages: { [locale]: messages } }), [locale, messages])
  useEffect(() => {
    document.documentElement.lang = locale
    document.documentElement.dir = direction
  }, [locale, direction])
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={direction}>
        <I18nProvider i18n={i18n}>
          <Tooltip.Provider>
            <Toast.Provider>
              {children}
              <ToastViewport />
            </Toast.Provider>
          </Tooltip.Provider>
        </I18nProvider>
      </DirectionProvider>
    </CSPProvider>
  )
}
