import { type Action, ACTIONS_BY_ROLE } from '@latchkey/core/access'
import { useSession } from '../../app/session.tsx'

/** What the person signed in may do: the same table by which the server decides. */
export function useMay(): (action: Action) => boolean {
  const { role } = useSession().person
  const actions: readonly Action[] = role === null ? [] : ACTIONS_BY_ROLE[role]
  return (action) => actions.includes(action)
}
