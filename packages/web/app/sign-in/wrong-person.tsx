import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import type { Session } from '../session.tsx'
import { useSignOut } from '../sign-out.ts'
import { EntranceFrame } from './frame.tsx'

/** Staff have no licenses of their own, and customers no console: whoever needs both has two sign-ins. */
export function WrongPerson({ session: { person } }: { readonly session: Session }) {
  const { t } = useLingui()
  const signOut = useSignOut()
  const isStaff = person.type === 'staff'
  return (
    <EntranceFrame
      title={t`You are signed in as ${person.name}`}
      about={
        isStaff
          ? t`That is a member of staff. The portal is for owners of a Software Download account.`
          : t`That is a Software Download account. The console is for staff.`
      }
    >
      <ButtonLink variant="primary" href={isStaff ? '/console' : '/'}>
        {isStaff ? t`Go to the console` : t`Go to the portal`}
      </ButtonLink>
      <Button onClick={signOut}>
        <Trans>Sign in as somebody else</Trans>
      </Button>
    </EntranceFrame>
  )
}
