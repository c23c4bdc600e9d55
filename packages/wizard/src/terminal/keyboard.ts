import { decodeKeys, decodeRest, type Key } from './keys.ts'

/** How long the rest of an escape sequence may take on a slow line before a lone ESC is the Esc key. */
const ESCAPE_WAIT_MS = 40

/** A terminal's input, as Node gives it. */
export interface KeyInput {
  setRawMode(raw: boolean): unknown
  setEncoding(encoding: 'utf8'): unknown
  on(event: 'data', listener: (text: string) => void): unknown
  off(event: 'data', listener: (text: string) => void): unknown
  resume(): unknown
  pause(): unknown
}

export interface Keyboard {
  /** The next key; keys pressed meanwhile are kept. */
  next(): Promise<Key>
  /** Forgets keys pressed while nobody could see what they would do. */
  forget(): void
  /** Called at once, whatever is under way, when Ctrl+C is pressed while nobody waits for a key. */
  onInterrupt(listener: () => void): void
  close(): void
}

/** Takes over the terminal's input, key by key. */
export function openKeyboard(input: KeyInput): Keyboard {
  const queue: Key[] = []
  let waiting: ((key: Key) => void) | null = null
  let interrupt: (() => void) | null = null
  let rest = ''
  let timer: NodeJS.Timeout | undefined

  const give = (key: Key) => {
    if (waiting !== null) {
      const resolve = waiting
      waiting = null
      resolve(key)
    } else if (key.type === 'key' && key.name === 'interrupt') {
      interrupt?.()
    } else {
      queue.push(key)
    }
  }
  const onData = (text: string) => {
    clearTimeout(timer)
    const decoded = decodeKeys(rest + text)
    rest = decoded.rest
    if (rest !== '') timer = setTimeout(giveRest, ESCAPE_WAIT_MS)
    for (const key of decoded.keys) give(key)
  }
  const giveRest = () => {
    const keys = decodeRest(rest)
    rest = ''
    for (const key of keys) give(key)
  }

  input.setRawMode(true)
  input.setEncoding('utf8')
  input.on('data', onData)
  input.resume()
  return {
    next() {
      const key = queue.shift()
      if (key !== undefined) return Promise.resolve(key)
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
    forget() {
      queue.length = 0
    },
    onInterrupt(listener) {
      interrupt = listener
    },
    close() {
      clearTimeout(timer)
      input.off('data', onData)
      input.setRawMode(false)
      input.pause()
    },
  }
}
