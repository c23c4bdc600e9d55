import type { Screen } from '../flow/screen.ts'

/** What the page is sent, each time something has changed: one message of the stream. */
export type Frame =
  | {
      readonly type: 'screen'
      readonly screen: Screen
      /** The name of the window. */
      readonly title: string
      /** Language of the words. */
      readonly locale: string
      /** The languages there are, each by its own name. */
      readonly languages: readonly { readonly tag: string; readonly name: string }[]
      /** Whether typing counts now; not while something is changed. */
      readonly mayType: boolean
      /** Number of the last message of the page that this screen knows of. */
      readonly answers: number
    }
  /** The same conversation goes on in another window: this one closes. */
  | { readonly type: 'moved' }
  /** The person has left, or the License Wizard ends. */
  | { readonly type: 'closed'; readonly words: string }
