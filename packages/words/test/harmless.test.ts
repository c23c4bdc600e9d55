import { expect, test } from 'vitest'
import { harmless, harmlessJson, harmlessLines } from '@latchkey/words/harmless'

test('names chosen by others cannot steer the terminal or turn the direction of writing', () => {
  expect(harmless('PC\u001B[2J\u001B]0;x\u0007-1')).toBe('PC[2J]0;x-1')
  expect(harmless('PC-1\u202Egpj.exe\u2066')).toBe('PC-1gpj.exe')
  expect(harmless('one\r\ntwo\u2028three')).toBe('one two three')
  expect(harmless('\u009B31mred')).toBe('31mred')
})

test('letters of every language stay as they are', () => {
  expect(harmless('Büro-PC 東京 كمبيوتر')).toBe('Büro-PC 東京 كمبيوتر')
})

test('JSON keeps every character, but none that a terminal would obey', () => {
  const value = { name: 'a\u001B[2J\u009B\u202Eb\u{E0001}' }
  const text = harmlessJson(value)
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
  expect(JSON.parse(text)).toEqual(value)
})

test('an answer keeps its lines and its emphasis, and nothing else that a terminal would obey', () => {
  expect(harmlessLines('\u001B[1mReply\u001B[22m\nDear \u001B]52;c;aGk=\u0007\u001B[8mAnn\u202E\r\n')).toBe(
    '\u001B[1mReply\u001B[22m\nDear ]52;c;aGk=Ann\n',
  )
})
