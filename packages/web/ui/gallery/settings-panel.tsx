import type { LOCALES } from '@latchkey/words/locales'
import { SelectField } from '../select-field.tsx'
import { BRAND_NAMES, DENSITIES, LOCALE_NAMES, type Settings, searchOf, THEMES } from './settings.ts'

/** Choosing opens the page anew, so that each state is loaded the way a screen would load it. */
export function SettingsPanel({
  settings,
  locales,
}: {
  readonly settings: Settings
  readonly locales: typeof LOCALES
}) {
  const open = (change: Partial<Settings>) => location.assign(searchOf({ ...settings, ...change }))
  return (
    <div role="group" aria-label="Shown in" className="mt-6 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label="Theme"
        value={settings.theme}
        onChange={(theme) => open({ theme })}
        options={THEMES.map(option)}
      />
      <SelectField
        label="Density"
        value={settings.density}
        onChange={(density) => open({ density })}
        options={DENSITIES.map(option)}
      />
      <SelectField
        label="Brand"
        value={settings.brand}
        onChange={(brand) => open({ brand })}
        options={BRAND_NAMES.map(option)}
      />
      <SelectField
        label="Language"
        value={settings.locale}
        onChange={(locale) => open({ locale })}
        options={LOCALE_NAMES.map((value) => ({ value, label: locales[value].name }))}
      />
    </div>
  )
}

function option<Value extends string>(value: Value) {
  return { value, label: value.charAt(0).toUpperCase() + value.slice(1) }
}
