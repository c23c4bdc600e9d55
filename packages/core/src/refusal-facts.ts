/** How a key was mistyped. */
export type Slip = keyof typeof SLIP_WORDS

/** What is asked of somebody who made that slip. The placeholders are facts of the same refusal. */
const SLIP_WORDS = {
  wrong: 'Did you mean {symbol|another symbol} in group {group|above}?',
  missing: 'Is a {symbol|symbol} missing in group {group|above}?',
  extra: 'Is there one symbol too many in group {group|above}?',
  swapped: 'Are two symbols swapped in group {group|above}?',
} as const

/** What a refusal is about: a thing of ours, or what is wrong with a request. Others (a pointer, a code) stay as they are. */
export type Field = (typeof FIELD_WORDS)[number] | (string & {})

export const FIELD_WORDS = [
  'account',
  'email',
  'file',
  'handover',
  'host',
  'key',
  'license',
  'message',
  'order',
  'organization',
  'invitation',
  'page',
  'policy',
  'product',
  'release',
  'return request',
  'token',
  'username',
  'webhook',
  ': it is for another server',
  ': its activation key was not encrypted for this server',
  ': it is too large',
  ': it is not JSON',
] as const

/** The question about a slip; nothing for one that a newer server knows. */
export function slipWords(slip: string): string {
  const known = Object.entries(SLIP_WORDS).find(([name]) => name === slip)
  return known === undefined ? '' : known[1]
}
