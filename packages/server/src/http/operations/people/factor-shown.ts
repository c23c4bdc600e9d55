import type { OperationName, ParsedBodyOf } from '@latchkey/contract/operations'
import { ok, type Result } from '@latchkey/core/result'
import { type PasskeyAssertion, verifyShown } from '../../../accounts/passkeys.ts'
import { hashRecoveryCode } from '../../../accounts/recovery-codes.ts'
import { stepOfCode } from '../../../accounts/totp.ts'
import { unseal } from '../../../signing/sealing.ts'
import type { ShownFactor } from '../../../store/people-commands.ts'
import type { PasskeyRecord, PersonRecord } from '../../../store/people-reads.ts'
import { type Call, type Refused, refuse } from '../../call.ts'
import type { Services } from '../../services.ts'

/** The second factor that somebody shows, if it is theirs and fits. That a code works once is the store's to see. */
export async function shownFactor(
  shown: ParsedBodyOf<'showSecondFactor'>,
  person: PersonRecord,
  call: Call<OperationName>,
  services: Services,
): Promise<Result<ShownFactor, Refused>> {
  const factor = await factorOf(shown, person, call, services)
  return factor === null ? refuse('SECOND_FACTOR_FAILED') : ok(factor)
}

async function factorOf(
  shown: ParsedBodyOf<'showSecondFactor'>,
  person: PersonRecord,
  call: Call<OperationName>,
  services: Services,
): Promise<ShownFactor | null> {
  const { keys, store } = services
  const { totp, passkeys } = await store.reads.secondFactorsOf(person.id)
  switch (shown.type) {
    case 'totp': {
      const secret = totp === null ? null : unseal(totp.sealed, person.id, keys.secrets)
      const step = secret === null ? null : stepOfCode(secret, shown.code, call.at)
      return step === null ? null : { type: 'totp', step }
    }
    case 'recovery-code':
      return { type: 'recovery-code', hash: hashRecoveryCode(shown.code, person.id, keys.secrets) }
    case 'passkey': {
      const passkey = passkeys.find(({ credential }) => credential === shown.assertion.id)
      return passkey === undefined ? null : shownPasskey(shown.assertion, passkey, person.id, call, services)
    }
  }
}

/** `use`: what the challenge was made for. */
export async function shownPasskey(
  assertion: PasskeyAssertion,
  passkey: PasskeyRecord,
  use: string,
  { site, at }: Call<OperationName>,
  { challenges }: Services,
): Promise<ShownFactor | null> {
  const isChallenge = (challenge: string) => challenges.take(challenge, use, at)
  const counter = await verifyShown(assertion, passkey, site(), isChallenge)
  return counter === null ? null : { type: 'passkey', id: passkey.id, counter }
}
