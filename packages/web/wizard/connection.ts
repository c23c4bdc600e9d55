import type { Input } from '@latchkey/wizard/flow/screen'
import type { Frame } from '@latchkey/wizard/window/frame'

export type ScreenFrame = Extract<Frame, { readonly type: 'screen' }>

/** What the page shows: the License Wizard's screen, or why there is none. */
export type View =
  | { readonly type: 'connecting' }
  | {
      readonly type: 'screen'
      readonly frame: ScreenFrame
      readonly edits: ReadonlyMap<string, Edit>
      /** Something is on its way there that the screen does not know of yet. */
      readonly isAhead: boolean
    }
  /** `refused`: this address was used before, or never was one. `lost`: the License Wizard has ended without a word. */
  | { readonly type: 'over'; readonly why: 'refused' | 'lost' | 'moved' | 'closed' }

/** Text in a field that the License Wizard has not answered yet: shown as it is typed, not when it comes back. */
interface Edit {
  readonly value: string
  /** Number of the message that takes it there. */
  readonly number: number
}

/** The line to the License Wizard's own server on this PC: screens come as a stream, what the person does goes as messages. */
export interface Connection {
  readonly view: () => View
  readonly subscribe: (changed: () => void) => () => void
  readonly send: (...inputs: readonly Input[]) => void
}

/** A server that restarts its stream is back sooner. */
const LOST_MS = 3_000

/** Shows the token the page was opened with, and takes part in the conversation. */
export function connect(): Connection {
  const watchers = new Set<() => void>()
  let view: View = { type: 'connecting' }
  const show = (next: View) => {
    view = next
    for (const watcher of watchers) watcher()
  }
  const outbox = openOutbox(() => show({ type: 'over', why: 'lost' }))
  const showFrame = (frame: ScreenFrame) => {
    const old = view.type === 'screen' ? view.edits : new Map<string, Edit>()
    const edits = new Map([...old].filter(([, { number }]) => number > frame.answers))
    show({ type: 'screen', frame, edits, isAhead: outbox.newest() > frame.answers })
  }
  openSession()
    .then(() => listen(showFrame, (why) => view.type !== 'over' && show({ type: 'over', why })))
    .catch(() => show({ type: 'over', why: 'refused' }))
  return {
    view: () => view,
    subscribe(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    send(...inputs) {
      const number = outbox.add(inputs)
      if (view.type !== 'screen') return
      const typed = inputs.flatMap((input) =>
        input.type === 'set' && typeof input.value === 'string'
          ? [[input.name, { value: input.value, number }] as const]
          : [],
      )
      show({ ...view, edits: new Map([...view.edits, ...typed]), isAhead: true })
    },
  }
}

/** The token stands behind the #: it leaves this page only in this message, and the address line at once. */
async function openSession(): Promise<void> {
  const token = location.hash.slice(1)
  if (token === '') return
  history.replaceState(null, '', '/')
  const answer = await post('/session', { token })
  if (!answer.ok) throw new Error(`the token was refused: ${answer.status}`)
}

function listen(showFrame: (frame: ScreenFrame) => void, end: (why: 'refused' | 'lost' | 'moved' | 'closed') => void) {
  const events = new EventSource('/events')
  let timer: ReturnType<typeof setTimeout> | null = null
  let wasOpen = false
  const calm = () => {
    clearTimeout(timer ?? undefined)
    timer = null
  }
  events.addEventListener('open', () => {
    wasOpen = true
    calm()
  })
  events.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as Frame
    if (frame.type === 'screen') return showFrame(frame)
    calm()
    events.close()
    end(frame.type)
  })
  events.addEventListener('error', () => {
    // Answered by a refusal the browser does not try again; a cut stream it does.
    if (events.readyState === EventSource.CLOSED) return end(wasOpen ? 'lost' : 'refused')
    timer ??= setTimeout(() => {
      events.close()
      end('lost')
    }, LOST_MS)
  })
}

/** Sends in order, one message at a time; what is typed meanwhile goes with the next. */
function openOutbox(lost: () => void) {
  let waiting: readonly Input[] = []
  let number = 0
  let isSending = false
  const flush = async () => {
    isSending = true
    while (waiting.length > 0) {
      const inputs = waiting
      waiting = []
      number += 1
      const answer = await post('/inputs', { number, inputs })
      if (answer.status === 401) return lost()
    }
    isSending = false
  }
  return {
    /** Number of the newest message, sent or about to be. */
    newest: () => (waiting.length > 0 ? number + 1 : number),
    /** Gives the number of the message that the inputs go with. */
    add(inputs: readonly Input[]): number {
      waiting = [...waiting, ...inputs].filter((input, at, all) => !isOvertaken(input, all[at + 1]))
      const mine = number + 1
      if (!isSending) flush().catch(lost)
      return mine
    },
  }
}

/** Of a text that is typed, its newest state is enough. */
function isOvertaken(input: Input, next: Input | undefined): boolean {
  return input.type === 'set' && next?.type === 'set' && next.name === input.name
}

async function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
}
