import { describe, expect, test } from 'vitest'
import { localeFor, wishedLanguages } from '../src/locales.ts'

describe('Accept-Language', () => {
  test.each([
    ['de-AT,de;q=0.9,en;q=0.8', ['de-AT', 'de', 'en']],
    ['en;q=0.2, ja', ['ja', 'en']],
    ['fr;q=0, es', ['es']],
    ['', []],
    [',,;q=1,', []],
    ['de;q=abc', []],
    [`${'xx,'.repeat(5_000)}de`, Array.from({ length: 20 }, () => 'xx')],
  ])('%j wishes for %j', (header, wished) => {
    expect(wishedLanguages(header)).toEqual(wished)
  })
})

describe('the language of a reader', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['zh-CN'], 'zh-Hans'],
    [['zh-TW', 'ja'], 'ja'],
    [['zh-Hant-HK'], 'en'],
    [['pt-BR', 'es-MX'], 'es'],
    [['ar-EG'], 'ar'],
    [['toString', 'constructor'], 'en'],
    [[], 'en'],
  ])('who wishes for %j is %s', (wished, locale) => {
    expect(localeFor(wished)).toBe(locale)
  })
})
