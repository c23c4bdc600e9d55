/**
 * What one screen of the wizard shows, as data: a face (terminal, window) renders it and reports what the person does as
 * {@link Input}. Faces decide nothing.
 */
export interface Screen {
  readonly name: ScreenName
  readonly title: string
  /** 1 to 4; null for screens beside the steps, such as "Do you want to exit?". */
  readonly step: Step | null
  /** "Step 2 of 4"; empty for screens beside the steps. */
  readonly position: string
  /** What the four steps are about, in their order. */
  readonly steps: readonly string[]
  /** What stands above the controls. */
  readonly lines: readonly Line[]
  readonly controls: readonly Control[]
  /** What stands between controls and buttons: above all what Next will do. */
  readonly outlook: readonly Line[]
  readonly buttons: readonly Button[]
  /** Everything that was done, as one text: a face on whose screen it cannot be marked offers to copy it. */
  readonly details?: string
  /** The way to "Help and settings", where it is told; `press` of `help` leads there from every screen. */
  readonly help?: string
  /** "Help and settings" has nothing to set yet: a face offers no way to it. */
  readonly withoutHelp?: true
  /** The button that Enter presses. */
  readonly enter: string
  /** The button that Esc presses. */
  readonly escape: string
  /** Where the focus goes; a face moves it only when `turn` has changed, so that a redrawn screen leaves it where it was. */
  readonly focus: Focus
  /** Something is under way: controls wait, and this says for what. */
  readonly busy: string | null
  /** How the face sums up this screen once it is left. */
  readonly summary: string
}

/** What a screen's own function tells; the rest is the same for all of them. */
export type ScreenParts = Omit<Screen, 'focus' | 'busy' | 'steps' | 'position'>

export type Step = 1 | 2 | 3 | 4
export const STEPS: readonly Step[] = [1, 2, 3, 4]

export type ScreenName =
  | 'shut'
  | 'start'
  | 'credentials'
  | 'licenses'
  | 'confirmation'
  | 'manage'
  | 'result'
  | 'way-out'
  | 'return-there'
  | 'support'
  | 'support-sent'
  | 'lost-pc'
  | 'emergency'
  | 'save-request'
  | 'offline'
  | 'requests'
  | 'help'
  | 'doctor'
  | 'connection'
  | 'language'
  | 'exit'

export interface Focus {
  readonly on: string
  readonly turn: number
}

/** `tone` is said in a word or sign as well as in a color. */
export interface Line {
  readonly tone: 'plain' | 'good' | 'warning' | 'error' | 'quiet'
  readonly text: string
  /** Of a refusal: what follows its sentence. */
  readonly refusal?: RefusalDetails
  /** What is worth copying from the text. */
  readonly copy?: { readonly label: string; readonly value: string }
}

export interface RefusalDetails {
  readonly cause: string
  readonly wayOut: string
  /** "Code KEY_UNKNOWN" */
  readonly code: string
  /** Said where trying again may help; null elsewhere. */
  readonly retry: string | null
}

/** Everything that a line says, a sentence or two each. */
export function textsOf({
  tone,
  text,
  refusal,
}: Line): readonly { readonly tone: Line['tone']; readonly text: string }[] {
  if (refusal === undefined) return [{ tone, text }]
  const { cause, wayOut, code, retry } = refusal
  return [
    { tone, text },
    { tone: 'plain', text: cause },
    { tone: 'plain', text: wayOut },
    { tone: 'quiet', text: code },
    ...(retry === null ? [] : [{ tone: 'plain' as const, text: retry }]),
  ]
}

export type Control =
  | RadioControl
  | TextControl
  | {
      readonly kind: 'checkbox'
      readonly name: string
      readonly label: string
      readonly checked: boolean
      readonly depth: number
    }
  /** A button of a row or field, beside the screen's own. */
  | { readonly kind: 'link'; readonly name: string; readonly label: string; readonly depth: number }
  | LicensesControl
  | TableControl

/** One choice of the group `name`. */
export interface RadioControl {
  readonly kind: 'radio'
  readonly name: string
  readonly value: string
  readonly label: string
  /** What the choice means, where a face has room for it. */
  readonly hint?: string
  readonly checked: boolean
  readonly depth: number
}

export interface TextControl {
  readonly kind: 'text'
  readonly name: string
  readonly label: string
  readonly value: string
  readonly secret: boolean
  /** Longer texts are of no use: a face need not take more. */
  readonly charsMax: number
  readonly depth: number
  /** The path of a file to be read: where a face has a way to pick or drop one, it hands over the file itself. */
  readonly picks?: true
}

/** What is only to be read, in columns; one of them says how the row stands. */
export interface TableControl {
  readonly kind: 'table'
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
}

export interface TableRow {
  readonly id: string
  /** One text per column; the first names the row. */
  readonly cells: readonly string[]
  readonly tone: Line['tone']
  /** Index of the cell that the tone is about. */
  readonly stated: number
}

/** Licenses as a table with the columns of product.md; in each row what may be done. */
export interface LicensesControl {
  readonly kind: 'licenses'
  readonly columns: Readonly<Record<keyof LicenseCells | 'action' | 'status' | 'note', string>>
  readonly rows: readonly LicenseLine[]
}

export interface LicenseLine {
  readonly id: string
  readonly cells: LicenseCells
  /** Null where nothing is chosen, as in the result. */
  readonly action: ActionChoice | null
  /** The outcome, in the result. */
  readonly status: { readonly good: boolean; readonly words: string } | null
  readonly notes: readonly string[]
  /** What was refused, or cannot be chosen: what, why, the way out, and what Support searches for. */
  readonly refusals: readonly RowRefusal[]
  /** Ways out that lead to a screen of their own. */
  readonly links: readonly { readonly name: string; readonly label: string }[]
}

export interface RowRefusal extends Omit<RefusalDetails, 'retry'> {
  readonly sentence: string
}

/** Everything that the Note of a row says, a paragraph each. */
export function textsOfNote({ notes, refusals }: Pick<LicenseLine, 'notes' | 'refusals'>): readonly string[] {
  return [...notes, ...refusals.map(({ sentence, cause, wayOut, code }) => `${sentence} ${cause} ${wayOut} (${code})`)]
}

export interface LicenseCells {
  readonly product: string
  readonly edition: string
  readonly key: string
  readonly associatedTo: string
  readonly activatedOn: string
  readonly expires: string
}

export interface ActionChoice {
  /** Name of the control. */
  readonly name: string
  readonly value: RowAction
  readonly options: readonly ActionOption[]
}

export interface ActionOption {
  readonly value: RowAction
  readonly label: string
  /** Why it cannot be chosen, and the way out; null for a legal one. */
  readonly refused: RefusedOption | null
}

export interface RefusedOption {
  readonly sentence: string
  readonly wayOut: string
  /** Of a refusal that has a code; null where only this screen says no. */
  readonly why: Pick<RefusalDetails, 'cause' | 'code'> | null
}

export type RowAction = 'none' | 'activate' | 'return' | 'associate' | 'transfer'

export interface Button {
  readonly name: string
  readonly label: string
  /** Why it cannot be pressed; null when it can. */
  readonly disabled: string | null
}

/** What the person did. */
export type Input =
  | { readonly type: 'set'; readonly name: string; readonly value: string | boolean }
  /** The focus has left a field that is checked then. */
  | { readonly type: 'leave'; readonly name: string }
  | { readonly type: 'press'; readonly name: string }
  /** A file was picked or dropped: its name and content in base 64; null for one that is too large. */
  | { readonly type: 'file'; readonly name: string; readonly fileName: string; readonly content: string | null }
