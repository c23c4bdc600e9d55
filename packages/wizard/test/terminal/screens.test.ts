import { expect, test } from 'vitest'
import { expectFitting, tourOfScreens } from './tour.ts'

test('every screen has the frozen words, and fits 80 columns and 24 rows', async () => {
  const shown = await tourOfScreens()
  await expect(shown.join('\n')).toMatchFileSnapshot('screens.golden.txt')
  expectFitting(shown)
})
