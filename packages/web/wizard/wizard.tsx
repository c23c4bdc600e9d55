import type { Input, Screen } from '@latchkey/wizard/flow/screen'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import type { View } from './connection.ts'
import { LanguageMenu } from './language-menu.tsx'
import { Lines } from './lines.tsx'
import { ScreenView } from './screen-view.tsx'
import { useScreenFocus, useScreenKeys } from './use-screen-focus.ts'
import { WindowFrame } from './window-frame.tsx'

export type Send = (...inputs: readonly Input[]) => void

/** The License Wizard in its window: the screen that the flow tells, and "Do you want to exit?" above it. */
export function Wizard({ view, send }: { readonly view: Extract<View, { type: 'screen' }>; readonly send: Send }) {
  const { t } = useLingui()
  const { frame, edits, isAhead } = view
  const { screen } = frame
  const asksToExit = screen.name === 'exit'
  const behind = useScreenBehind(screen)
  const page = useRef<HTMLDivElement>(null)
  useEffect(() => {
    document.title = behind === null ? frame.title : `${behind.title} – ${frame.title}`
  }, [behind, frame.title])
  useScreenFocus(page, screen)
  useScreenKeys(screen, send)
  useNoNavigationByDrop()
  return (
    <div ref={page}>
      <WindowFrame
        title={frame.title}
        tools={
          <>
            {screen.withoutHelp !== true && (
              <Button size="small" variant="quiet" onClick={() => send({ type: 'press', name: 'help' })}>
                {t`Help and settings`}
              </Button>
            )}
            <LanguageMenu frame={frame} onChoose={(tag) => send({ type: 'set', name: 'language', value: tag })} />
          </>
        }
      >
        {behind !== null && (
          <ScreenView
            screen={behind}
            edits={edits}
            send={send}
            mayType={frame.mayType && !asksToExit}
            isAhead={isAhead}
          />
        )}
      </WindowFrame>
      {asksToExit && <ExitDialog screen={screen} send={send} />}
    </div>
  )
}

/** A file dropped beside the place for it would else be opened instead of this page. */
function useNoNavigationByDrop() {
  useEffect(() => {
    const prevent = (event: DragEvent) => event.preventDefault()
    addEventListener('dragover', prevent)
    addEventListener('drop', prevent)
    return () => {
      removeEventListener('dragover', prevent)
      removeEventListener('drop', prevent)
    }
  }, [])
}

/** The screen that is asked about, while "Do you want to exit?" is asked; null if that is all this window ever saw. */
function useScreenBehind(screen: Screen): Screen | null {
  const [behind, setBehind] = useState<Screen | null>(null)
  if (screen.name === 'exit' || screen === behind) return behind
  setBehind(screen)
  return screen
}

function ExitDialog({ screen, send }: { readonly screen: Screen; readonly send: Send }) {
  const labelOf = (name: string) => screen.buttons.find((button) => button.name === name)?.label ?? ''
  return (
    <ConfirmDialog
      open
      title={screen.title}
      confirm={labelOf(screen.enter)}
      cancel={labelOf(screen.escape)}
      onConfirm={() => send({ type: 'press', name: screen.enter })}
      onCancel={() => send({ type: 'press', name: screen.escape })}
    >
      <Lines lines={screen.lines} />
    </ConfirmDialog>
  )
}
