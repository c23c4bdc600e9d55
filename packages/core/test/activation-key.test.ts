import { describe, expect, test } from 'vitest'
import { formatActivationKey, readActivationKey } from '@latchkey/core/activation-key'

describe('an activation key', () => {
  test('is read back as it was made', () => {
    const key = formatActivationKey(new Uint8Array(17).fill(0xa7))
    expect(readActivationKey(key)).toEqual({ kind: 'valid', key, last5: key.slice(-5) })
  })
})
