import { confirm, isCancel, password } from '@clack/prompts'
import { BUTTONS } from '../labels.ts'

/** Asks for a secret at the terminal, without showing it; null when the person gives up. */
export async function askSecret(question: string): Promise<string | null> {
  const answer = await password({ message: question, output: process.stderr })
  return isCancel(answer) ? null : answer
}

/** Asks for an OK; Cancel and Esc are a no. */
export async function askYes(question: string): Promise<boolean> {
  const answer = await confirm({
    message: question,
    active: BUTTONS.ok,
    inactive: BUTTONS.cancel,
    initialValue: false,
    output: process.stderr,
  })
  return answer === true
}
