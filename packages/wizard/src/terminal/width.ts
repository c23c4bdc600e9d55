const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u
/** Marks above and below a letter, and signs that only steer how others are written. */
const NO_WIDTH = /[\p{M}\p{Cf}]/u
/** No line begins with these, and none ends with those: Japanese and Chinese break their lines anywhere else (JIS X 4051). */
const CLOSING = '、。，．：；？！）」』】〕〉》”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ'
const OPENING = '（「『【〔〈《“‘'
const BREAK = new RegExp(
  `(?<=${WIDE.source})(?<![${OPENING}])(?![${CLOSING}]|$)|(?<!^|[${OPENING}])(?=${WIDE.source})(?![${CLOSING}])`,
  'u',
)

/** Columns a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

/** The text filled up with blanks to `width` columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** What a text is broken into lines between: words, and the letters of scripts that write none. */
export function unitsOf(text: string): readonly string[] {
  return text.split(' ').flatMap((word) => word.split(BREAK))
}

/** Breaks a text into lines of at most `width` columns: between its units, and within one only where it is longer than a line. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let glue = line === '' ? '' : ' '
    for (const unit of word.split(BREAK).flatMap((unit) => pieces(unit, width))) {
      const longer = `${line}${glue}${unit}`
      if (widthOf(longer) <= width) {
        line = longer
      } else {
        lines.push(line)
        line = unit
      }
      glue = ''
    }
  }
  return [...lines, line]
}

// oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
const STYLED = /(\u001B\[[0-9;]*m)/

/** The line cut to `width` columns; styles take none, and are all kept so that each that begins also ends. */
export function clipped(line: string, width: number): string {
  let room = width
  return line
    .split(STYLED)
    .map((part, i) => {
      if (i % 2 === 1) return part
      const characters = Array.from(part)
      const fit = characters.findIndex((character) => (room -= widthOfCharacter(character)) < 0)
      return fit === -1 ? part : characters.slice(0, fit).join('')
    })
    .join('')
}

/** Columns a line with styles takes. */
export function widthOfStyled(line: string): number {
  return line.split(STYLED).reduce((width, part, i) => (i % 2 === 1 ? width : width + widthOf(part)), 0)
}

function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (widthOf(part + character) > width) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}

function widthOfCharacter(character: string): number {
  if (NO_WIDTH.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
