import { language, languages } from '../language.ts'
import { TITLES } from '../labels.ts'
import type { Assets } from './assets.ts'
import type { Conversation } from './conversation.ts'
import type { Frame } from './frame.ts'
import type { Message } from './messages.ts'
import { isSameSecret, makeSecret } from './secrets.ts'
import type { Desk } from './server.ts'

/** Who may talk, and to which window. */
export interface WindowDesk extends Desk {
  /** A token for one window to be opened with; the one before is worth nothing from then on. */
  newToken(): string
  readonly instanceSecret: string
  /** Comes true with the next window that is admitted. */
  admitted(): Promise<void>
  /** Windows that look on now. */
  watchers(): number
  /** Calls whenever the number of windows has changed. */
  onWatchers(changed: () => void): void
  /** Tells all windows that the License Wizard ends. */
  sayClosed(words: string): void
}

export interface DeskDeps {
  readonly assets: Assets
  readonly conversation: Conversation
  readonly randomBytes: (size: number) => Uint8Array
  /** Speaks another language from now on, and keeps it; one that is not spoken changes nothing. */
  readonly speak: (tag: string) => Promise<void>
  /** Brings the window to the front, by opening it anew. */
  readonly focus: () => void
}

/** The one thing to set that is the window's own, and no matter of the flow. */
const LANGUAGE = 'language'

export function openDesk({ assets, conversation, randomBytes, speak, focus }: DeskDeps): WindowDesk {
  const admissions = new Set<() => void>()
  const audience = openAudience()
  let answers = 0

  const screenFrame = (): Frame => ({
    type: 'screen',
    screen: conversation.screen(),
    title: TITLES.wizard,
    locale: language().locale,
    languages,
    mayType: conversation.mayType(),
    answers,
  })
  const show = () => audience.sendAll(screenFrame())
  conversation.watch(show)
  const secrets = openSecrets(randomBytes, () => {
    // One window holds the conversation: the one opened last.
    audience.sendAll({ type: 'moved' })
    answers = 0
    for (const admission of admissions) admission()
    admissions.clear()
  })
  return {
    ...secrets,
    assets,
    focus,
    watch(send) {
      send(screenFrame())
      return audience.join(send)
    },
    receive({ number, inputs }: Message) {
      answers = number
      for (const input of inputs) {
        if (input.type === 'set' && input.name === LANGUAGE) void speak(String(input.value)).then(show)
        else conversation.receive(input)
      }
      // Also what was not done is answered: the page shows what counts.
      show()
    },
    admitted: () =>
      new Promise((resolve) => {
        admissions.add(resolve)
      }),
    watchers: audience.size,
    onWatchers: audience.onChange,
    sayClosed: (words) => audience.sendAll({ type: 'closed', words }),
  }
}

type Secrets = Pick<WindowDesk, 'instanceSecret' | 'newToken' | 'admit' | 'isSession' | 'isInstance'>

/** One token at a time, one session at a time. */
function openSecrets(randomBytes: DeskDeps['randomBytes'], onAdmission: () => void): Secrets {
  const instanceSecret = makeSecret(randomBytes)
  let token: string | null = null
  let session: string | null = null
  return {
    instanceSecret,
    isSession: (secret) => session !== null && isSameSecret(secret, session),
    isInstance: (secret) => isSameSecret(secret, instanceSecret),
    newToken() {
      token = makeSecret(randomBytes)
      return token
    },
    admit(shown) {
      if (token === null || !isSameSecret(shown, token)) return null
      token = null
      session = makeSecret(randomBytes)
      onAdmission()
      return session
    },
  }
}

/** The windows that look on. */
function openAudience() {
  const senders = new Set<(frame: Frame) => void>()
  let changed: (() => void) | null = null
  return {
    join(send: (frame: Frame) => void): () => void {
      senders.add(send)
      changed?.()
      return () => {
        senders.delete(send)
        changed?.()
      }
    },
    sendAll(frame: Frame): void {
      for (const send of senders) send(frame)
    },
    size: () => senders.size,
    onChange: (call: () => void) => {
      changed = call
    },
  }
}
