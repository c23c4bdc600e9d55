import { CircleHelp } from 'lucide-react'
import { ButtonLink } from '../link.tsx'
import type { LOCALES } from '@latchkey/words/locales'
import { PageShell } from '../page-shell.tsx'
import { ActionsSection } from './actions-section.tsx'
import { ChoicesSection } from './choices-section.tsx'
import { DataSection } from './data-section.tsx'
import { FeedbackSection } from './feedback-section.tsx'
import { FieldsSection } from './fields-section.tsx'
import { FoundationsSection } from './foundations-section.tsx'
import { OverlaysSection } from './overlays-section.tsx'
import { ScreenSection } from './screen-section.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import type { Settings } from './settings.ts'

/** Every component in every state. */
export function Gallery({ settings, locales }: { readonly settings: Settings; readonly locales: typeof LOCALES }) {
  return (
    <PageShell
      vendor="Latchkey"
      application="Components"
      tools={
        <ButtonLink href="#foundations" variant="quiet" icon={<CircleHelp aria-hidden />}>
          Help
        </ButtonLink>
      }
      footer="The words of this page are for developers and stay English; the components speak the chosen language."
    >
      <h1 className="text-2xl">Components</h1>
      <p className="mt-1 max-w-prose text-muted">
        What all screens of the License Wizard, the portal and the console are made of, in every state.
      </p>
      <SettingsPanel settings={settings} locales={locales} />
      <ScreenSection />
      <FoundationsSection />
      <ActionsSection />
      <FieldsSection />
      <ChoicesSection />
      <DataSection />
      <FeedbackSection />
      <OverlaysSection />
    </PageShell>
  )
}
