import type { BrandColors } from '@latchkey/contract/brand'
import type { LOCALES, Locale } from '@latchkey/words/locales'

/** What the gallery is shown in; kept in its address, so that a test or a colleague opens the very same. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'compact'
  readonly brand: keyof typeof BRANDS
  readonly locale: Locale
}

/** Sample brands: ours, and two vendors' that pass the contrast check. */
export const BRANDS = {
  latchkey: null,
  orchid: { light: { accent: '#8b1e6b', onAccent: '#ffffff' }, dark: { accent: '#f0a3d6', onAccent: '#37062a' } },
  cobalt: { light: { accent: '#2447d8', onAccent: '#ffffff' }, dark: { accent: '#a9bcff', onAccent: '#0b1540' } },
} as const satisfies Record<string, BrandColors | null>

export const THEMES = ['system', 'light', 'dark'] as const
export const DENSITIES = ['comfortable', 'compact'] as const
export const BRAND_NAMES = ['latchkey', 'orchid', 'cobalt'] as const
export const LOCALE_NAMES = [
  'en',
  'de',
  'fr',
  'es',
  'ja',
  'zh-Hans',
  'ar',
] as const satisfies readonly (keyof typeof LOCALES)[]

export function settingsOf(search: string): Settings {
  const wished = new URLSearchParams(search)
  return {
    theme: oneOf(THEMES, wished.get('theme')),
    density: oneOf(DENSITIES, wished.get('density')),
    brand: oneOf(BRAND_NAMES, wished.get('brand')),
    locale: oneOf(LOCALE_NAMES, wished.get('locale')),
  }
}

export function searchOf(settings: Settings): string {
  return `?${new URLSearchParams({ ...settings }).toString()}`
}

function oneOf<Value extends string>(values: readonly [Value, ...Value[]], wished: string | null): Value {
  return values.find((value) => value === wished) ?? values[0]
}
