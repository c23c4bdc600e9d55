import type { Result } from '@latchkey/core/result'
import type { CommandAnswers, CommandNo, CommandOf, CommandType } from '../../store.ts'
import type { Writing } from '../save.ts'

/** What does each command of a room; one that is missing does not compile. */
export type Performers<T extends CommandType> = {
  readonly [N in T]: (writing: Writing, command: CommandOf<N>) => Result<CommandAnswers[N], CommandNo>
}
