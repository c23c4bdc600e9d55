import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BrandColors, brandRefusal, brandStyleSheet, CONTRAST_MIN, SURFACES } from '@latchkey/contract/brand'
import { contrastOf, parseColor, type Rgb } from '@latchkey/contract/contrast'

const OURS: BrandColors = {
  light: { accent: '#0b5566', onAccent: '#ffffff' },
  dark: { accent: '#7fcbda', onAccent: '#06262e' },
}

function color(text: string): Rgb {
  const parsed = parseColor(text)
  if (parsed === null) throw new Error(`${text} is no color`)
  return parsed
}

describe('the contrast of two colors', () => {
  it('is 21 between black and white, 1 of a color with itself, and the same both ways', () => {
    expect(contrastOf(color('#000'), color('#fff'))).toBeCloseTo(21, 6)
    expect(contrastOf(color('#0b5566'), color('#0b5566'))).toBe(1)
    expect(contrastOf(color('#777777'), color('#ffffff'))).toBeCloseTo(4.478, 3)
    expect(contrastOf(color('#ffffff'), color('#777777'))).toBeCloseTo(4.478, 3)
  })
})

describe('the brand of a vendor', () => {
  it('is taken when every text on it and in it can be read', () => {
    expect(brandRefusal(OURS)).toBeNull()
  })

  it('is refused when its accent is too pale for links on a light page, naming the ratio and a shade that can be read', () => {
    const refusal = brandRefusal({ ...OURS, light: { accent: '#f5a623', onAccent: '#000000' } })
    expect(refusal).toMatchObject({ code: 'CONTRAST_TOO_LOW', scheme: 'light', color: 'accent', ratio: 1.75 })
    expect(refusal?.sentence).toContain('#f5a623')
    expect(refusal?.cause).toContain('1.75:1; text needs 4.5:1')
    const [shade = ''] = /#[0-9a-f]{6}/.exec(refusal?.wayOut ?? '') ?? []
    expect(brandRefusal({ ...OURS, light: { accent: shade, onAccent: '#ffffff' } })).toBeNull()
  })

  it('is refused when its accent is too dark for a dark page', () => {
    const refusal = brandRefusal({ ...OURS, dark: { accent: '#0b5566', onAccent: '#ffffff' } })
    expect(refusal).toMatchObject({ code: 'CONTRAST_TOO_LOW', scheme: 'dark', color: 'accent' })
  })

  it('is refused when the text on its buttons cannot be read, naming the color that can', () => {
    const refusal = brandRefusal({ ...OURS, light: { accent: '#0b5566', onAccent: '#3a7f8f' } })
    expect(refusal).toMatchObject({ code: 'CONTRAST_TOO_LOW', scheme: 'light', color: 'onAccent' })
    expect(refusal?.wayOut).toBe('Use #ffffff for the text.')
  })

  it('is measured where it is hardest to read, not on white alone', () => {
    expect(contrastOf(color('#757575'), color('#ffffff'))).toBeGreaterThan(CONTRAST_MIN)
    expect(brandRefusal({ ...OURS, light: { accent: '#757575', onAccent: '#ffffff' } })?.ratio).toBeLessThan(
      CONTRAST_MIN,
    )
  })

  it.each(['red', '#12', 'rgb(0 0 0)', '#0b5566;}body{display:none', '', '＃0b5566'])(
    'is refused when a color reads %j',
    (accent) => {
      expect(brandRefusal({ ...OURS, light: { accent, onAccent: '#fff' } })).toMatchObject({
        code: 'COLOR_MALFORMED',
        ratio: null,
      })
      expect(() => brandStyleSheet({ ...OURS, light: { accent, onAccent: '#fff' } })).toThrow(RangeError)
    },
  )

  it('becomes a style sheet of nothing but its variables, whose hovered buttons can be read as well', () => {
    const sheet = brandStyleSheet({
      light: { accent: '#B06', onAccent: '#fff' },
      dark: { accent: '#fbd', onAccent: '#402' },
    })
    expect(sheet).toMatch(/^:root \{\n(?: {2}--brand-[a-z-]+: #[0-9a-f]{6};\n){6}\}\n$/)
    const hover = /accent-hover-light: (#[0-9a-f]{6})/.exec(sheet)?.[1] ?? ''
    expect(contrastOf(color(hover), color('#ffffff'))).toBeGreaterThan(CONTRAST_MIN)
    const dark = /accent-hover-dark: (#[0-9a-f]{6})/.exec(sheet)?.[1] ?? ''
    expect(contrastOf(color(dark), color('#440022'))).toBeGreaterThan(CONTRAST_MIN)
  })

  it('is measured against the very surfaces that the tokens name', async () => {
    const tokens = await readFile(join(import.meta.dirname, '..', 'ui', 'tokens.css'), 'utf8')
    for (const name of ['page', 'surface', 'hover', 'overlay'] as const) {
      expect(tokens).toContain(`--lk-${name}: light-dark(${SURFACES.light[name]}, ${SURFACES.dark[name]});`)
    }
    expect(tokens).toContain('color-mix(in srgb, var(--lk-accent) 9%, var(--lk-surface))')
  })
})
