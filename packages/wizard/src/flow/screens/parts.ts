import { LIMITS } from '@latchkey/core/limits'
import type { Refusal } from '@latchkey/core/refusals'
import { language } from '../../language.ts'
import { BUTTONS, FIELDS } from '../../labels.ts'
import { w } from '../../words.ts'
import type { Button, Control, Line } from '../screen.ts'
import type { FlowState, Problem } from '../state.ts'

export function plain(text: string): Line {
  return { tone: 'plain', text }
}

export function quiet(text: string): Line {
  return { tone: 'quiet', text }
}

export function good(text: string): Line {
  return { tone: 'good', text }
}

export function warning(text: string): Line {
  return { tone: 'warning', text }
}

/** What Support searches for. */
export function referenceLine(ids: readonly string[]): Line {
  return { ...quiet(w.reference(ids)), copy: { label: w.referenceLabel, value: ids.join(', ') } }
}

export function button(name: keyof typeof BUTTONS, disabled: string | null = null): Button {
  return { name, label: BUTTONS[name], disabled }
}

/** What went wrong: sentence, cause, way out, code; then that nothing typed is lost. */
export function problemLines(problem: Problem | null, retryButton: keyof typeof BUTTONS): readonly Line[] {
  if (problem === null) return []
  if (problem.kind === 'words') return [{ tone: 'error', text: problem.words }]
  if (problem.kind === 'fault') return [{ tone: 'error', text: w.connectionFaults[problem.why] }]
  return [refusalLine(problem.refusal, 'error', isWorthRetrying(problem) ? w.retry(BUTTONS[retryButton]) : null)]
}

/** A refusal as one line of a screen: what happened, why, what to do, and its code. */
export function refusalLine(refusal: Refusal, tone: 'error' | 'warning', retry: string | null = null): Line {
  const { sentence, cause, wayOut } = language().refusal(refusal)
  return { tone, text: sentence, refusal: { cause, wayOut, code: w.code(refusal.code, null), retry } }
}

/** What is said of something that a refusal has met or will meet: `words` hold its sentence. */
export function refusedLine(refusal: Refusal, words: (sentence: string) => string): Line {
  const line = refusalLine(refusal, 'warning')
  return { ...line, text: words(line.text) }
}

/** A key of another system has at most 100 characters, and some are typed wrong. */
const KEY_FIELD_CHARS_MAX = 200
/** The longest e-mail address (RFC 5321 4.5.3.1.3). */
export const LOGIN_CHARS_MAX = 254

/** Step 2 on the left, Step 3 on the right: account, key, or both. */
export function proofControls({ form, problem }: FlowState): readonly Control[] {
  const usesAccount = form.mode === 'account'
  const key = keyControls({ form, problem }, usesAccount ? 2 : 1)
  const accountFields: readonly Control[] = [
    {
      kind: 'text',
      name: 'username',
      label: FIELDS.username,
      value: form.username,
      secret: false,
      charsMax: LOGIN_CHARS_MAX,
      depth: 1,
    },
    {
      kind: 'text',
      name: 'password',
      label: FIELDS.password,
      value: form.password,
      secret: true,
      charsMax: LIMITS.passwordCharsMax,
      depth: 1,
    },
    { kind: 'checkbox', name: 'hasKey', label: FIELDS.hasKey, checked: form.hasKey, depth: 1 },
    ...(form.hasKey ? key : []),
  ]
  return [
    { kind: 'radio', name: 'mode', value: 'account', label: FIELDS.account, checked: usesAccount, depth: 0 },
    ...(usesAccount ? accountFields : []),
    { kind: 'radio', name: 'mode', value: 'key', label: FIELDS.keyOnly, checked: !usesAccount, depth: 0 },
    ...(usesAccount ? [] : key),
  ]
}

/** The key, and where it is mistyped the one that was meant. */
export function keyControls({ form, problem }: Pick<FlowState, 'form' | 'problem'>, depth: number): readonly Control[] {
  const field: Control = {
    kind: 'text',
    name: 'key',
    label: FIELDS.key,
    value: form.key,
    secret: false,
    charsMax: KEY_FIELD_CHARS_MAX,
    depth,
  }
  if (problem?.kind !== 'key' || problem.suggestion === null) return [field]
  return [field, { kind: 'link', name: 'use-suggestion', label: w.useSuggestion(problem.suggestion), depth }]
}

/** How the proof is summed up once its screen is left. */
export function proofSummary({ form }: FlowState): string {
  if (form.mode === 'key') return FIELDS.keyOnly
  return `${FIELDS.account}: ${form.username}${form.hasKey ? ` + ${FIELDS.key}` : ''}`
}

function isWorthRetrying({ kind, ...problem }: Exclude<Problem, { kind: 'words' | 'fault' }>): boolean {
  if (kind !== 'refusal') return false
  const { code } = problem.refusal
  return code.startsWith('NETWORK_') || code === 'SERVER_ERROR' || code === 'RATE_LIMITED' || code === 'STORE_BUSY'
}
