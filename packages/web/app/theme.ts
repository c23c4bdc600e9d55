/** Light, dark, or whichever the system has; remembered on this device. */
export type Theme = 'system' | 'light' | 'dark'

const PLACE = 'latchkey-theme'

export function chosenTheme(): Theme {
  const text = localStorage.getItem(PLACE)
  return text === 'light' || text === 'dark' ? text : 'system'
}

export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  localStorage.setItem(PLACE, theme)
}
