import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '@latchkey/core/limits'
import { Quota } from '../../src/http/quota.ts'
import { SignInGuard } from '../../src/http/sign-in-guard.ts'

describe('a quota', () => {
  test('gives each key its attempts, and more when the window is over', () => {
    const quota = new Quota('x', 2, MINUTE_MS)
    expect(quota.take('a', 0)).toEqual({ allowed: true, left: 1, resetMs: MINUTE_MS })
    expect(quota.take('a', 1_000)).toEqual({ allowed: true, left: 0, resetMs: MINUTE_MS - 1_000 })
    expect(quota.take('a', 2_000)).toEqual({ allowed: false, left: 0, resetMs: MINUTE_MS - 2_000 })
    expect(quota.take('b', 2_000).allowed).toBe(true)
    expect(quota.look('a', MINUTE_MS - 1).allowed).toBe(false)
    expect(quota.take('a', MINUTE_MS)).toEqual({ allowed: true, left: 1, resetMs: MINUTE_MS })
  })

  test('takes back an attempt that cost nothing', () => {
    const quota = new Quota('x', 1, MINUTE_MS)
    quota.take('a', 0)
    quota.giveBack('a', 0)
    expect(quota.look('a', 0)).toMatchObject({ allowed: true, left: 1 })
    quota.giveBack('a', 0)
    quota.giveBack('unknown', 0)
    expect(quota.look('a', 0).left).toBe(1)
  })

  test('keeps nothing of windows that are over', () => {
    const quota = new Quota('x', 1, MINUTE_MS)
    for (let i = 0; i < 1_000; i += 1) quota.take(`key ${i}`, i)
    expect(quota.size).toBe(1_000)
    quota.take('late', 10 * MINUTE_MS)
    expect(quota.size).toBe(1)
  })
})

describe('the guard of sign-ins', () => {
  const WINDOW = 15 * MINUTE_MS

  test('blocks for twice as long each time, up to a day', () => {
    const guard = new SignInGuard(2, WINDOW)
    const blocks: number[] = []
    let now = 0
    for (let round = 0; round < 10; round += 1) {
      guard.take('ada', now)
      guard.take('ada', now)
      const { resetMs } = guard.take('ada', now)
      blocks.push(resetMs / MINUTE_MS)
      expect(guard.take('ada', now + resetMs - 1).allowed).toBe(false)
      now += resetMs
    }
    expect(blocks).toEqual([15, 30, 60, 120, 240, 480, 960, 1_440, 1_440, 1_440])
  })

  test('lets attempts through that are spread out, and forgets those of quiet logins', () => {
    const guard = new SignInGuard(2, WINDOW)
    for (let now = 0; now < 20 * WINDOW; now += WINDOW / 2) expect(guard.take('ada', now).allowed).toBe(true)
    const blocked = new SignInGuard(1, WINDOW)
    blocked.take('ada', 0)
    expect(blocked.take('ada', 0)).toMatchObject({ allowed: false, resetMs: WINDOW })
    blocked.take('ada', 3 * DAY_MS)
    expect(blocked.take('ada', 3 * DAY_MS)).toMatchObject({ allowed: false, resetMs: WINDOW })
  })
})
