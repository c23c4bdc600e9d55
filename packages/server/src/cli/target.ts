import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Api } from './api.ts'
import type { CliContext } from './context.ts'
import { type CliRefusal, refusalOfCore, refuse } from './refusal.ts'

/** What a command is about: one license, or an activation key with all of its licenses. */
export type Target = { readonly kind: 'license'; readonly id: string } | { readonly kind: 'key'; readonly id: string }

/**
 * Finds the target: an id given as argument, or, without one, an activation key asked for. A whole key is a secret, and what
 * stands in an argument stands in the shell's history and the list of processes too: there it is refused.
 */
export async function findTarget(
  context: CliContext,
  api: Api,
  argument: string | undefined,
): Promise<Result<Target, CliRefusal>> {
  if (argument === undefined) return findKey(context, api)
  if (argument.startsWith('lic_')) return ok({ kind: 'license', id: argument })
  if (argument.startsWith('key_')) return ok({ kind: 'key', id: argument })
  if (readActivationKey(argument).kind === 'malformed') {
    return refuse(
      'USAGE',
      'Name a license (lic_...) or key (key_...) by its id, or leave it out to be asked for the key.',
    )
  }
  return refuse(
    'USAGE',
    'An activation key is a secret and has no place in a command line. Leave it out: it is asked for, or read from stdin.',
  )
}

async function findKey(context: CliContext, api: Api): Promise<Result<Target, CliRefusal>> {
  const text = await context.terminal.askSecret('Activation Key: ')
  const reading = readActivationKey(text ?? '')
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return err(refusalOfCore(refusalOfKey(reading)))
  const found = await api.call((client) => client.call('lookUpKey', { body: { key: reading.key } }))
  return found.ok ? ok({ kind: 'key', id: found.value.id }) : found
}
