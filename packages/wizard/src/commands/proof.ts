import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { Refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { Credentials, Engine } from '@latchkey/host/engine'
import { h } from '../command-words.ts'
import { FIELDS } from '../labels.ts'
import { type CommandIo, UsageError } from './io.ts'
import { type ProofOptions, refuseSecretArguments } from './options.ts'

/** What a command needs to be shown: a key, an account, either, both, or whatever was named. */
export type ProofNeed = 'either' | 'both' | 'named'

/** Secrets as they were typed, not yet shown to anybody. */
export interface Secrets {
  readonly account: { readonly username: string; readonly password: string } | null
  readonly key: string | null
}

/**
 * Collects the proof: secrets come from standard input (password first, then key), from the environment, or are asked for at a
 * terminal; never from arguments.
 * @throws UsageError when something needed can be had nowhere
 */
export async function collectSecrets(io: CommandIo, options: ProofOptions, need: ProofNeed): Promise<Secrets> {
  refuseSecretArguments(options)
  if (need === 'both' && options.account === undefined) throw new UsageError(h.needsAccount)
  const password = options.account === undefined ? null : await passwordFor(io, options)
  const wantsKey = options.keyStdin === true || need === 'both' || (need === 'either' && options.account === undefined)
  const key = wantsKey ? await keyFor(io, options) : keyOfEnvironment(io, options, need)
  return {
    account: options.account === undefined || password === null ? null : { username: options.account, password },
    key,
  }
}

/** Checks the key without network, and signs in. */
export async function credentialsFor(engine: Engine, { account, key }: Secrets): Promise<Result<Credentials, Refusal>> {
  const reading = key === null ? null : readActivationKey(key)
  if (reading?.kind === 'mistyped' || reading?.kind === 'malformed') return err(refusalOfKey(reading))
  const proven = reading === null ? {} : { key: reading.key }
  if (account === null) return ok(proven)
  const signIn = await engine.signIn(account.username, account.password)
  return signIn.ok ? ok({ ...proven, signIn: signIn.value }) : signIn
}

async function passwordFor(io: CommandIo, { passwordStdin }: ProofOptions): Promise<string> {
  if (passwordStdin !== true && io.config.password !== null) return io.config.password
  return await secret(io, passwordStdin === true, FIELDS.password, h.needsPassword)
}

async function keyFor(io: CommandIo, { keyStdin }: ProofOptions): Promise<string> {
  if (keyStdin !== true && io.config.key !== null) return io.config.key
  return await secret(io, keyStdin === true, FIELDS.key, h.needsKey)
}

/** A key in the environment counts where an account was named, so that a script need not say it twice. */
function keyOfEnvironment(io: CommandIo, { account }: ProofOptions, need: ProofNeed): string | null {
  return need === 'named' && account === undefined ? null : io.config.key
}

async function secret(io: CommandIo, fromStdin: boolean, question: string, otherwise: string): Promise<string> {
  const text = io.canAsk ? await io.askSecret(question) : await lineOf(io, fromStdin)
  if (text === null || text.trim() === '') throw new UsageError(otherwise)
  return text
}

async function lineOf(io: CommandIo, fromStdin: boolean): Promise<string | null> {
  return fromStdin ? await io.readLine() : null
}
