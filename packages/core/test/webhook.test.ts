import { HOUR_MS, LIMITS, MINUTE_MS, SECOND_MS } from '@latchkey/core/limits'
import { topicOf, WEBHOOK_TOPICS } from '@latchkey/core/webhook'
import { afterAttempt, reasonToSwitchOff, RETRY_AFTER_MS } from '@latchkey/core/webhook-delivery'
import { array, assert, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'

const NOW = Date.UTC(2026, 10, 24)
const FAILED = { ending: 'failed', retryAfterMs: null } as const

describe('a topic', () => {
  test('is told of what happened to a license, a key, a case or a transfer', () => {
    expect(topicOf('activated', {})).toBe('license.activated')
    expect(topicOf('activated', { undo: true })).toBe('license.return-undone')
    expect(topicOf('return-request-refused', {})).toBe('return-request.closed')
  })

  test('is none for what is nobody else’s', () => {
    for (const type of ['renewed', 'signed-in', 'password-set', 'token-created', 'constructor', '']) {
      expect(topicOf(type, {})).toBeNull()
    }
  })

  test('stands once in the list', () => {
    expect(new Set(WEBHOOK_TOPICS).size).toBe(WEBHOOK_TOPICS.length)
  })
})

const waits = (attemptsBefore: number, jitter = 0) => {
  const standing = afterAttempt({ attemptsBefore, giveUpAt: NOW + LIMITS.webhookRetryMs }, FAILED, NOW, jitter)
  return standing.nextAttemptAt === null ? null : standing.nextAttemptAt - NOW
}

describe('a message after an attempt', () => {
  test('waits as Standard Webhooks advises, longer each time', () => {
    const hours = [2, 5, 10, 14, 20, 20, 20].map((count) => count * HOUR_MS)
    const pauses = [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, ...hours]
    expect(pauses.map((_, attempt) => waits(attempt))).toEqual(pauses)
  })

  test('waits up to a fifth longer, by chance', () => {
    expect([waits(2, 0.5), waits(2, 1)]).toEqual([33 * MINUTE_MS, 36 * MINUTE_MS])
  })

  test('waits as long as the endpoint asks, but not beyond its end', () => {
    const delivery = { attemptsBefore: 0, giveUpAt: NOW + HOUR_MS }
    const asked = (retryAfterMs: number) => afterAttempt(delivery, { ending: 'failed', retryAfterMs }, NOW, 0)
    expect(asked(10 * MINUTE_MS)).toEqual({ state: 'waiting', nextAttemptAt: NOW + 10 * MINUTE_MS })
    expect(asked(1)).toEqual({ state: 'waiting', nextAttemptAt: NOW + 5 * SECOND_MS })
    expect(asked(24 * HOUR_MS)).toEqual({ state: 'waiting', nextAttemptAt: NOW + HOUR_MS })
  })

  test('has arrived, or is given up at once when the endpoint is gone', () => {
    const delivery = { attemptsBefore: 0, giveUpAt: NOW + HOUR_MS }
    expect(afterAttempt(delivery, { ending: 'delivered', retryAfterMs: null }, NOW, 0).state).toBe('delivered')
    expect(afterAttempt(delivery, { ending: 'gone', retryAfterMs: 9 }, NOW, 0)).toEqual({
      state: 'failed',
      nextAttemptAt: null,
    })
  })

  test('is tried until three days are over, a last time exactly then, and then given up', () => {
    const jitters = array(double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 })
    assert(
      property(jitters, (drawn) => {
        const giveUpAt = NOW + LIMITS.webhookRetryMs
        let at = NOW
        let attempts = 0
        for (;;) {
          const standing = afterAttempt({ attemptsBefore: attempts, giveUpAt }, FAILED, at, drawn[attempts] ?? 0)
          if (standing.state !== 'waiting') return at === giveUpAt && attempts >= RETRY_AFTER_MS.length - 1
          if (standing.nextAttemptAt <= at) return false
          at = standing.nextAttemptAt
          attempts += 1
        }
      }),
    )
    expect(LIMITS.webhookFailingMs).toBeGreaterThan(LIMITS.webhookRetryMs)
  })
})

test('an endpoint is switched off when it says so, or when nothing has arrived for five days', () => {
  const since = NOW - LIMITS.webhookFailingMs
  expect(reasonToSwitchOff('gone', null, NOW)).toBe('gone')
  expect(reasonToSwitchOff('failed', since, NOW)).toBe('failing')
  expect(reasonToSwitchOff('failed', since + 1, NOW)).toBeNull()
  expect(reasonToSwitchOff('failed', null, NOW)).toBeNull()
  expect(reasonToSwitchOff('delivered', since, NOW)).toBeNull()
})
