import { contrastOf, formatColor, luminanceOf, mix, parseColor, type Rgb } from './contrast.ts'

/** The colors of a vendor's brand in one scheme, each `#rgb` or `#rrggbb`. */
interface BrandScheme {
  /** Main buttons, links, what is selected. */
  readonly accent: string
  /** Text upon the accent. */
  readonly onAccent: string
}

/** A vendor's brand: its colors, light and dark. The logo is a picture beside it. */
export interface BrandColors {
  readonly light: BrandScheme
  readonly dark: BrandScheme
}

export type Scheme = keyof BrandColors

/** Why a brand cannot be used. */
export interface BrandRefusal {
  readonly code: 'COLOR_MALFORMED' | 'CONTRAST_TOO_LOW'
  readonly scheme: Scheme
  readonly color: keyof BrandScheme
  /** The contrast found, cut to two places; null for what is no color. */
  readonly ratio: number | null
  readonly sentence: string
  readonly cause: string
  readonly wayOut: string
}

/** What text needs to be read by people with poor sight (WCAG 2.2, 1.4.3). */
export const CONTRAST_MIN = 4.5

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]

/** What the accent is read against: the surfaces of tokens.css. */
export const SURFACES = {
  light: { page: '#f7f5f1', surface: '#ffffff', hover: '#f1eee8', overlay: '#ffffff' },
  dark: { page: '#121110', surface: '#1b1a18', hover: '#272521', overlay: '#23211e' },
} as const satisfies Record<Scheme, Record<string, string>>

/** Share of the accent in the tint behind what is selected (`--lk-accent-soft`). */
const SOFT_SHARE = 0.09
/** Share of the accent in its hovered shade: far enough to be seen as a change. */
const HOVER_SHARE = 0.8

/** The first reason not to use these colors, or null. Contrast is measured, never guessed, in both schemes. */
export function brandRefusal(colors: BrandColors): BrandRefusal | null {
  return schemeRefusal('light', colors.light) ?? schemeRefusal('dark', colors.dark)
}

/** The style sheet of a brand, served beside the application's own; only for colors that {@link brandRefusal} lets pass. */
export function brandStyleSheet(colors: BrandColors): string {
  const lines = (['light', 'dark'] as const).flatMap((scheme) => {
    const { accent, onAccent } = parsed(colors[scheme])
    return [
      `  --brand-accent-${scheme}: ${formatColor(accent)};`,
      `  --brand-accent-hover-${scheme}: ${formatColor(hoverOf(accent, onAccent))};`,
      `  --brand-on-accent-${scheme}: ${formatColor(onAccent)};`,
    ]
  })
  return `:root {\n${lines.join('\n')}\n}\n`
}

function schemeRefusal(scheme: Scheme, colors: BrandScheme): BrandRefusal | null {
  const accent = parseColor(colors.accent)
  const onAccent = parseColor(colors.onAccent)
  if (accent === null) return malformed(scheme, 'accent', colors.accent)
  if (onAccent === null) return malformed(scheme, 'onAccent', colors.onAccent)
  return surfaceRefusal(scheme, accent) ?? onAccentRefusal(scheme, accent, onAccent)
}

/** The accent is also the color of links, upon each surface and upon its own tint. */
function surfaceRefusal(scheme: Scheme, accent: Rgb): BrandRefusal | null {
  const lowest = Math.min(...backgroundsOf(scheme, accent).map((background) => contrastOf(accent, background)))
  if (lowest >= CONTRAST_MIN) return null
  const shade = formatColor(readableShade(scheme, accent))
  return {
    code: 'CONTRAST_TOO_LOW',
    scheme,
    color: 'accent',
    ratio: shown(lowest),
    sentence: `The accent ${formatColor(accent)} is too ${scheme === 'light' ? 'pale' : 'dark'} to be read in the ${scheme} scheme.`,
    cause: `Its contrast with the background is ${shown(lowest)}:1; text needs ${CONTRAST_MIN}:1.`,
    wayOut: `Use ${shade}, the nearest shade that can be read.`,
  }
}

function onAccentRefusal(scheme: Scheme, accent: Rgb, onAccent: Rgb): BrandRefusal | null {
  const ratio = contrastOf(onAccent, accent)
  if (ratio >= CONTRAST_MIN) return null
  const better = contrastOf(WHITE, accent) >= contrastOf(BLACK, accent) ? WHITE : BLACK
  return {
    code: 'CONTRAST_TOO_LOW',
    scheme,
    color: 'onAccent',
    ratio: shown(ratio),
    sentence: `Text in ${formatColor(onAccent)} cannot be read on buttons in ${formatColor(accent)} (${scheme} scheme).`,
    cause: `Its contrast is ${shown(ratio)}:1; text needs ${CONTRAST_MIN}:1.`,
    wayOut: `Use ${formatColor(better)} for the text.`,
  }
}

function malformed(scheme: Scheme, color: keyof BrandScheme, text: string): BrandRefusal {
  return {
    code: 'COLOR_MALFORMED',
    scheme,
    color,
    ratio: null,
    sentence: `"${text.slice(0, 40)}" is no color.`,
    cause: `Colors are written as # and 3 or 6 hexadecimal digits.`,
    wayOut: `Write ${color} of the ${scheme} scheme like #0b5566.`,
  }
}

function backgroundsOf(scheme: Scheme, accent: Rgb): readonly Rgb[] {
  const surfaces = Object.values(SURFACES[scheme]).map(known)
  return [...surfaces, mix(accent, SOFT_SHARE, known(SURFACES[scheme].surface))]
}

/** The accent moved toward black (light scheme) or white (dark scheme) until it can be read on every background. */
function readableShade(scheme: Scheme, accent: Rgb): Rgb {
  const end = scheme === 'light' ? BLACK : WHITE
  for (let share = 0.99; share > 0; share -= 0.01) {
    const shade = known(formatColor(mix(accent, share, end)))
    if (backgroundsOf(scheme, shade).every((background) => contrastOf(shade, background) >= CONTRAST_MIN)) return shade
  }
  return end
}

/** Away from the text upon it, so that hovering never makes a button harder to read. */
function hoverOf(accent: Rgb, onAccent: Rgb): Rgb {
  return mix(accent, HOVER_SHARE, luminanceOf(onAccent) > luminanceOf(accent) ? BLACK : WHITE)
}

function parsed(scheme: BrandScheme): { readonly accent: Rgb; readonly onAccent: Rgb } {
  return { accent: known(scheme.accent), onAccent: known(scheme.onAccent) }
}

function known(text: string): Rgb {
  const color = parseColor(text)
  if (color === null) throw new RangeError('brandRefusal comes before brandStyleSheet')
  return color
}

/** Cut, not rounded: 4.499 must not read as 4.5. */
function shown(ratio: number): number {
  return Math.floor(ratio * 100) / 100
}
