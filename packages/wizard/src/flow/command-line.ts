import { COMMAND } from '../words.ts'
import type { Typed } from './state.ts'

/** The command that does the same without screens; secrets are never part of it. */
export function commandLine(
  command: 'activate' | 'return' | 'transfer' | 'associate' | 'emergency',
  { account, key }: Typed,
  licenses: readonly string[],
): string {
  const words = [COMMAND, command]
  if (account !== null) words.push('--account', quoted(account.username))
  if (key !== null) words.push('--key-stdin')
  for (const license of licenses) words.push('--license', quoted(license))
  return words.join(' ')
}

export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
