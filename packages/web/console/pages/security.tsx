import { useState } from 'react'
import { Card, PageHead } from '../../app/page-parts.tsx'
import { SecuritySettings } from '../../app/security/security-settings.tsx'
import { applyTheme, chosenTheme, type Theme } from '../../app/theme.ts'
import { PlainSelect } from '../../ui/plain-select.tsx'

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const satisfies readonly { readonly value: Theme; readonly label: string }[]

/** How one signs in oneself, and how the console looks on this device. */
export function Security() {
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (next: Theme) => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <>
      <PageHead title="Sign-in and security" />
      <div className="flex flex-col gap-6">
        <SecuritySettings />
        <Card title="Appearance">
          <div className="max-w-72">
            <PlainSelect label="Colors on this device" value={theme} onChange={choose} options={THEMES} />
          </div>
        </Card>
      </div>
    </>
  )
}
