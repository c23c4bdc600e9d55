import { describe, expect, test } from 'vitest'
import { DOUBLE_PRESS_MS, IdempotencyKeys } from '../app/idempotency-keys.ts'

describe('an input keeps its key', () => {
  test('until it has succeeded, whatever was done between', () => {
    const keys = new IdempotencyKeys()
    const key = keys.keyOf('a', 0)
    keys.keyOf('b', 1)
    keys.succeeded('b', 2)
    expect(keys.keyOf('a', 1_000_000)).toBe(key)
  })

  test('through a double press, and not longer', () => {
    const keys = new IdempotencyKeys()
    const key = keys.keyOf('a', 0)
    keys.succeeded('a', 100)
    expect(keys.keyOf('a', 100 + DOUBLE_PRESS_MS)).toBe(key)
    keys.succeeded('a', 100 + DOUBLE_PRESS_MS)
    expect(keys.keyOf('a', 102 + 2 * DOUBLE_PRESS_MS)).not.toBe(key)
  })

  test('not when something else was done between: going back to it is meant', () => {
    const keys = new IdempotencyKeys()
    const key = keys.keyOf('on', 0)
    keys.succeeded('on', 1)
    keys.keyOf('off', 2)
    keys.succeeded('off', 3)
    expect(keys.keyOf('on', 4)).not.toBe(key)
  })
})
