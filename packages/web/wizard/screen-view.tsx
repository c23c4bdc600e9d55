import type { Button as ScreenButton, Screen } from '@latchkey/wizard/flow/screen'
import { useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyDetails } from '../ui/copy-details.tsx'
import { Busy } from '../ui/progress.tsx'
import { Stepper } from '../ui/stepper.tsx'
import type { View } from './connection.ts'
import { Controls } from './controls.tsx'
import { Lines, Outlook } from './lines.tsx'
import { plainText } from './plain-text.ts'
import type { Send } from './wizard.tsx'

export interface ScreenViewProps {
  readonly screen: Screen
  readonly edits: Extract<View, { type: 'screen' }>['edits']
  readonly send: Send
  readonly mayType: boolean
  /** Whether this screen is about to change. */
  readonly isAhead: boolean
}

/** One screen of the License Wizard: where one is, what there is to know, to choose, and to press. */
export function ScreenView(props: ScreenViewProps) {
  const { t } = useLingui()
  const { screen, send } = props
  return (
    <>
      {screen.step !== null && (
        <div className="border-b border-line bg-surface">
          <div className="mx-auto w-full max-w-5xl px-4 py-3 sm:px-8">
            <Stepper label={t`Steps`} steps={screen.steps} current={screen.step - 1} />
          </div>
        </div>
      )}
      <main
        aria-busy={screen.busy !== null || props.isAhead}
        className="mx-auto flex w-full max-w-5xl flex-1 flex-col gap-6 px-4 pt-7 pb-10 sm:px-8"
      >
        <div>
          {screen.position !== '' && <p className="mb-1 text-sm font-medium text-muted">{screen.position}</p>}
          <h1 tabIndex={-1} className="text-2xl">
            {plainText(screen.title)}
          </h1>
        </div>
        <Lines lines={screen.lines} />
        <Controls {...props} />
        <Outlook lines={screen.outlook} />
        {screen.details !== undefined && (
          <div>
            <CopyDetails text={screen.details.split('\n').map(plainText).join('\n')} />
          </div>
        )}
      </main>
      <Footer {...props} onPress={(name) => send({ type: 'press', name })} />
    </>
  )
}

/** The buttons, Next first for Tab and last for the eyes, where a window has it. */
function Footer({ screen, onPress }: ScreenViewProps & { readonly onPress: (name: string) => void }) {
  const { busy, buttons, enter, escape } = screen
  const shown = (button: ScreenButton) => (
    <Fragment key={button.name}>
      <Button
        data-control={button.name}
        variant={variantOf(button, screen)}
        waits={busy !== null}
        disabledReason={button.disabled ?? undefined}
        reasonId={`reason-${button.name}`}
        onClick={() => onPress(button.name)}
      >
        {button.label}
      </Button>
      {/* Below its button where they stand below each other, else below the row: no button is moved aside by it. */}
      {button.disabled !== null && (
        <p id={`reason-${button.name}`} className="text-sm text-muted sm:order-last sm:basis-full sm:text-end">
          {button.disabled}
        </p>
      )}
    </Fragment>
  )
  const main = buttons.filter(({ name }) => name === enter)
  const others = buttons.filter(({ name }) => name !== enter && name !== escape)
  const last = buttons.filter(({ name }) => name === escape && name !== enter)
  return (
    <footer className="bottom-0 sm:sticky border-t border-line bg-sunken">
      <div className="mx-auto flex w-full max-w-5xl flex-col gap-2 px-4 py-4 sm:flex-row-reverse sm:flex-wrap sm:items-start sm:px-8">
        {main.map(shown)}
        {others.map(shown)}
        {/* Beside the buttons, so that nothing moves when something begins. */}
        <div
          role="status"
          className="order-first min-w-0 py-1.5 max-sm:empty:hidden sm:order-none sm:grow sm:basis-0 sm:ps-2"
        >
          {busy !== null && <Busy>{busy}</Busy>}
        </div>
        {last.map(shown)}
      </div>
    </footer>
  )
}

function variantOf({ name }: ScreenButton, { enter, escape }: Screen) {
  if (name === enter) return 'primary'
  return name === escape ? 'quiet' : 'secondary'
}
