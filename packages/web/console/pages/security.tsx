import { PageHead } from '../../app/page-parts.tsx'
import { SecuritySettings } from '../../app/security/security-settings.tsx'

/** How one signs in oneself. */
export function Security() {
  return (
    <>
      <PageHead title="Sign-in and security" />
      <SecuritySettings />
    </>
  )
}
