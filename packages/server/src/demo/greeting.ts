import { relative } from 'node:path'
import type { KeyId } from '@latchkey/core/ids'
import type { CliContext } from '../cli/context.ts'
import type { RunningServer } from '../cli/running-server.ts'
import { unsealActivationKey } from '../signing/activation-key-secrecy.ts'
import type { DemoFile } from './demo-file.ts'
import { ACCOUNTS, demoOrders, STAFF } from './vendor.ts'

/** Everything somebody needs for a first try. Nothing here is secret from the person who started the demo. */
export interface Greeting {
  readonly url: string
  readonly keys: readonly { readonly words: string; readonly order: string; readonly key: string }[]
  readonly accounts: readonly { readonly username: string; readonly passphrase: string }[]
  readonly staff: readonly { readonly username: string; readonly passphrase: string; readonly role: string }[]
}

/** Reads the keys back from their sealed copies, so that every start prints the same. */
export async function greetingOf(
  { clock }: CliContext,
  { url, store, keys }: RunningServer,
  { passphrases, keys: keyIds }: DemoFile,
): Promise<Greeting> {
  const passphraseOf = (username: string) => ({ username, passphrase: passphrases[username] ?? '' })
  const sold = demoOrders(clock()).map(async ({ order, words }) => {
    const id = keyIds[order] as KeyId
    const sealed = await store.reads.sealedKey(id)
    return { words, order, key: sealed === null ? '(gone)' : unsealActivationKey(sealed, id, keys.secrets) }
  })
  return {
    url,
    keys: await Promise.all(sold),
    accounts: ACCOUNTS.map(passphraseOf),
    staff: STAFF.map(({ username, words }) => ({ username, passphrase: passphrases[username] ?? '', role: words })),
  }
}

const LABEL_CHARS = 25

/** At most 80 columns, and every command can be copied as it stands. */
export function greetingText({ url, keys, accounts, staff }: Greeting, { terminal, folder }: CliContext): string {
  const bold = (text: string) => terminal.bold(text)
  const dim = (text: string) => terminal.dim(text)
  const row = (label: string, value: string) => `  ${label.padEnd(LABEL_CHARS)}${bold(value)}`
  const wizard = (store: string) => `  ${bold(`npm run license-wizard -- --store data/${store} --server ${url}`)}`
  return [
    '',
    `${bold('Latchkey demo')} at ${bold(url)}`,
    `Open that for the customer portal, ${bold(`${url}/console`)} for staff.`,
    dim(`Data in ${shortest(folder.path)}; delete that folder to start over.`),
    '',
    'Activation keys',
    ...keys.map(({ words, key }) => row(words, key)),
    '',
    'Software Download accounts, and staff',
    ...accounts.map(({ username, passphrase }) => row(username, passphrase)),
    ...staff.map(({ username, passphrase, role }) => row(`${username} (${role})`, passphrase)),
    '',
    'Next, in another terminal: activate on the first of two PCs',
    wizard('pc-old'),
    'Its license is wanted on a new PC (KB1023, route 2)',
    wizard('pc-new'),
    'The old PC is gone: Support returns the license; the key is asked for',
    `  ${bold('npm run latchkey -- support return --reason lost-pc')}`,
    '',
    dim(`HTTP API: ${url}/reference   Stop: Ctrl+C`),
    '',
  ].join('\n')
}

function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.length < path.length ? fromHere : path
}
