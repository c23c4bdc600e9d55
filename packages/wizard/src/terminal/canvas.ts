import { clipped, widthOfStyled } from './width.ts'

/** A terminal's output, as Node gives it. */
export interface CanvasOutput {
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

/** Below everything written so far, one frame that is drawn again and again in its place. */
export interface Canvas {
  columns(): number
  rows(): number
  /** Replaces the frame; an empty one erases it. */
  show(lines: readonly string[]): void
  /** Writes lines that stay. To be called while no frame is shown. */
  write(lines: readonly string[]): void
  /** Resolves when the terminal has changed its size. */
  resized(): Promise<'resized'>
  close(): void
}

const HIDE_CURSOR = '\u001B[?25l'
const SHOW_CURSOR = '\u001B[?25h'
const PASTE_MARKED = '\u001B[?2004h'
const PASTE_PLAIN = '\u001B[?2004l'
const ERASE_BELOW = '\u001B[J'

const COLUMNS = 80
const ROWS = 24
/** Narrower than this, lines are cut. */
const COLUMNS_MIN = 40

/** Opens the canvas at the cursor. The cursor is hidden, and pastes come marked, until it is closed. */
export function openCanvas(output: CanvasOutput): Canvas {
  let shown: readonly string[] = []
  let wake: (() => void) | null = null
  const onResize = () => wake?.()
  const columns = () => Math.max(COLUMNS_MIN, output.columns ?? COLUMNS)
  output.on('resize', onResize)
  output.write(HIDE_CURSOR + PASTE_MARKED)
  return {
    columns,
    rows: () => Math.max(10, output.rows ?? ROWS),
    show(lines) {
      // A terminal made narrower has broken the lines of the last frame: all of their pieces are erased.
      const height = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOfStyled(line) / columns())), 0)
      shown = lines.map((line) => clipped(line, columns()))
      output.write(up(height) + ERASE_BELOW + shown.map((line) => `${line}\r\n`).join(''))
    },
    write(lines) {
      output.write(lines.map((line) => `${line}\r\n`).join(''))
    },
    resized() {
      return new Promise((resolve) => {
        wake = () => resolve('resized')
      })
    },
    close() {
      output.off('resize', onResize)
      output.write(SHOW_CURSOR + PASTE_PLAIN)
    },
  }
}

function up(lines: number): string {
  return lines === 0 ? '' : `\u001B[${lines}A\r`
}
