import { isEmailAddress } from '@latchkey/core/email-address'
import { describe, expect, test } from 'vitest'

describe('an e-mail address', () => {
  test.each([
    'ann@example.com',
    "Ann.O'Neil+licenses@mail.plant-4.example",
    '_@a.bc',
    'kunde@xn--mnchen-3ya.de',
    'kunde@example.xn--p1ai',
    `${'a'.repeat(242)}@example.com`,
  ])('is %s', (text) => expect(isEmailAddress(text)).toBe(true))

  test.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'ann@localhost',
    'ann@127.0.0.1',
    'ann@[127.0.0.1]',
    '.ann@example.com',
    'ann.@example.com',
    'a..b@example.com',
    'ann@example..com',
    'ann@-example.com',
    'ann@example.com ',
    'ann @example.com',
    'ann@example.com, bob@example.com',
    'ann@example.com;bob@example.com',
    'Ann <ann@example.com>',
    '"ann"@example.com',
    'ann(comment)@example.com',
    'ann@example.com\r\nBcc: bob@example.com',
    'ann\r\nBcc: bob@example.com',
    'ann@example.com\n',
    'ann\u2028@example.com',
    'ann\u0000@example.com',
    'аnn@example.com',
    'ann@exаmple.com',
    '=?utf-8?q?ann?=@example.com',
    `${'a'.repeat(243)}@example.com`,
  ])('is not %j', (text) => expect(isEmailAddress(text)).toBe(false))

  test('is told from the longest nonsense at once', () => {
    expect(isEmailAddress(`${'a.'.repeat(120)}@`)).toBe(false)
    expect(isEmailAddress(`a@${'a-.'.repeat(80)}`)).toBe(false)
  })
})
