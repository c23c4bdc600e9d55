import { Trans } from '@lingui/react/macro'
import { useRead } from '../api.ts'
import { Loaded } from '../loaded.tsx'
import { ChangeEmail } from './change-email.tsx'
import { ChangePassword } from './change-password.tsx'
import { Factors } from './factors.tsx'
import { Sessions } from './sessions.tsx'

/** Everything about how one signs in: second factors, password, address, and where one is signed in. */
export function SecuritySettings() {
  const read = useRead('getMe', {})
  return (
    <Loaded read={read}>
      {(me) => (
        <div className="flex flex-col gap-6">
          <p className="text-muted">
            <Trans>
              Signed in as <strong className="text-text">{me.name}</strong> ({me.email})
            </Trans>
          </p>
          <Factors me={me} />
          <ChangePassword />
          <ChangeEmail me={me} />
          <Sessions />
        </div>
      )}
    </Loaded>
  )
}
