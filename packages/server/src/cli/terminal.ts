import { styleText } from 'node:util'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'

/** The two streams of a command and who sits before them: stdout is the answer, stderr the talk. */
export interface Terminal {
  /** Writes to stdout. */
  answer(text: string): void
  /** Writes to stderr. */
  talk(text: string): void
  /** Whether a person reads stdout. */
  readonly isInteractive: boolean
  bold(text: string): string
  dim(text: string): string
  /** Asks for a secret: unseen from a terminal, else the next line of stdin. Null when stdin has ended. */
  askSecret(question: string): Promise<string | null>
}

interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** Longest secret line that is read from stdin; more is not a secret but a mistake. */
const SECRET_CHARS_MAX = 4_096

/** A terminal over the streams of a process. */
export function processTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  let lines: AsyncIterator<string> | null = null
  const style = (format: 'bold' | 'dim', text: string) => styleText(format, text, { stream: stdout })
  return {
    answer: (text) => void stdout.write(text),
    talk: (text) => void stderr.write(text),
    isInteractive: stdout.isTTY,
    bold: (text) => style('bold', text),
    dim: (text) => style('dim', text),
    async askSecret(question) {
      if (stdin.isTTY) return askUnseen(stdin, stderr, question)
      lines ??= createInterface({ input: stdin })[Symbol.asyncIterator]()
      const line = await lines.next()
      return line.done === true ? null : line.value.slice(0, SECRET_CHARS_MAX)
    },
  }
}

/** The question is written by hand: readline, which echoes what is typed, writes into nothing. */
async function askUnseen(stdin: ReadStream, stderr: WriteStream, question: string): Promise<string> {
  stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const prompt = createInterface({ input: stdin, output: silent, terminal: true })
  prompt.on('SIGINT', () => {
    prompt.close()
    process.kill(process.pid, 'SIGINT')
  })
  try {
    return await prompt.question('')
  } finally {
    prompt.close()
    stderr.write('\n')
  }
}
