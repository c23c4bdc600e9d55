import type { AnswerOf } from '@latchkey/contract/operations'
import type { UseQueryResult } from '@tanstack/react-query'
import { createContext, type ReactNode, Suspense, useContext, useEffect, useState } from 'react'
import { type Refused, useRead } from './api.ts'
import { Loaded } from './loaded.tsx'
import { lazyPart } from './lazy-part.ts'
import { onStepUp } from './step-up.ts'

/** Fetched by whoever needs them: most people are signed in already. */
const SignIn = lazyPart(async () => (await import('./sign-in/sign-in.tsx')).SignIn)
const SecondFactor = lazyPart(async () => (await import('./sign-in/second-factor.tsx')).SecondFactor)
const SecondFactorSetUp = lazyPart(async () => (await import('./sign-in/set-up.tsx')).SecondFactorSetUp)
const WrongPerson = lazyPart(async () => (await import('./sign-in/wrong-person.tsx')).WrongPerson)
const StepUpDialog = lazyPart(async () => (await import('./sign-in/step-up.tsx')).StepUpDialog)

export type Session = AnswerOf<'getSession'>

const SessionContext = createContext<Session | null>(null)

/** Who is signed in; only within {@link SignedIn}. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('nobody is signed in here')
  return session
}

/** Before it is known who this is: nothing of the screen yet, and what is wrong where it is looked for. */
function Waiting({ read }: { readonly read: UseQueryResult<Session, Refused> }) {
  return (
    <main id="main" className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4">
      <Loaded read={read}>{() => null}</Loaded>
    </main>
  )
}

/** The dialog is fetched when the server first asks for proof. */
function StepUp({ session }: { readonly session: Session }) {
  const [answer, setAnswer] = useState<((shown: boolean) => void) | null>(null)
  useEffect(() => {
    onStepUp(
      async () =>
        new Promise((resolve) => {
          setAnswer(() => (shown: boolean) => {
            setAnswer(null)
            resolve(shown)
          })
        }),
    )
    return () => onStepUp(null)
  }, [])
  return answer === null ? null : (
    <Suspense>
      <StepUpDialog session={session} onAnswer={answer} />
    </Suspense>
  )
}

/** Shows its children to whoever is fully signed in; everybody else is led there, and stays at the same address. */
export function SignedIn({ as, children }: { readonly as: 'account' | 'staff'; readonly children: ReactNode }) {
  const read = useRead('getSession', {})
  if (read.error?.problem.code === 'NOT_SIGNED_IN') return <SignIn as={as} />
  if (read.data === undefined) return <Waiting read={read} />
  return (
    <Loaded read={read}>
      {(session) => {
        if (session.person.type !== as) return <WrongPerson session={session} />
        if (session.needs === 'second-factor') return <SecondFactor session={session} />
        if (session.needs === 'second-factor-set-up') return <SecondFactorSetUp />
        return (
          <SessionContext value={session}>
            {children}
            <StepUp session={session} />
          </SessionContext>
        )
      }}
    </Loaded>
  )
}
