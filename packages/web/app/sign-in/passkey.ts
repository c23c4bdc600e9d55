import type { BodyOf } from '@latchkey/contract/operations'
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import { useState } from 'react'

type Options = Readonly<Record<string, unknown>>
type Assertion = BodyOf<'signInWithPasskey'>['assertion']
type Attestation = BodyOf<'addPasskey'>['attestation']

/** The browser's own dialogs for passkeys; null when the person closed them, or has none that fits. */
export function usePasskey() {
  const [failed, setFailed] = useState(false)
  const attempt = async <T>(ask: () => Promise<unknown>): Promise<T | null> => {
    setFailed(false)
    try {
      return (await ask()) as T
    } catch {
      setFailed(true)
      return null
    }
  }
  return {
    failed,
    // What the server made and will check is passed through as it is.
    show: (options: Options) =>
      attempt<Assertion>(async () =>
        startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }),
      ),
    make: (options: Options) =>
      attempt<Attestation>(async () =>
        startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }),
      ),
  }
}
