import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import { useAction } from '../api.ts'
import type { Session } from '../session.tsx'
import { EntranceFrame } from './frame.tsx'
import { FactorForm } from './factor-form.tsx'
import { useSignOut } from '../sign-out.ts'

/** The second half of signing in. */
export function SecondFactor({ session }: { readonly session: Session }) {
  const { t } = useLingui()
  const show = useAction('showSecondFactor')
  const signOut = useSignOut()
  return (
    <EntranceFrame
      title={t`One more step`}
      about={t`Signed in as ${session.person.name}. Show your second factor to go on.`}
      below={
        <p>
          <Button variant="quiet" size="small" onClick={signOut}>
            <Trans>Sign in as somebody else</Trans>
          </Button>
        </p>
      }
    >
      <FactorForm
        factors={session.secondFactors}
        busy={show.busy}
        problem={show.problem}
        onShow={(body) => void show.run({ body })}
        submitLabel={t`Go on`}
      />
    </EntranceFrame>
  )
}
