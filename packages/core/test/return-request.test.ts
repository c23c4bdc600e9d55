import { expect, test } from 'vitest'
import {
  closeReturnRequest,
  countsAgainstLimits,
  releasesByDefault,
  RETURN_REASONS,
} from '@latchkey/core/return-request'

test('a license that is to change hands is released from its account by default', () => {
  expect(RETURN_REASONS.filter((reason) => releasesByDefault(reason))).toEqual(['account-transfer', 'refund', 'abuse'])
})

test("only the publisher's own errors do not count against the limits", () => {
  expect(RETURN_REASONS.filter((reason) => !countsAgainstLimits(reason))).toEqual(['publisher-error'])
})

test('a case is closed once; closing it the same way again is already so', () => {
  expect(closeReturnRequest('open', 'returned')).toEqual({ ok: true, value: 'returned' })
  expect(closeReturnRequest('refused', 'refused')).toEqual({ ok: true, value: 'refused' })
  expect(closeReturnRequest('returned', 'refused')).toEqual({ ok: false, error: 'ALREADY_CLOSED' })
  expect(closeReturnRequest('withdrawn', 'returned')).toEqual({ ok: false, error: 'ALREADY_CLOSED' })
})
