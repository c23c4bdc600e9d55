/** What Node looks for in itself at its start (src/node_sea.cc of Node): `0` says it is Node, `1` that it carries a program. */
export const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** Whether a program carries another one; null for what is no Node, or has the mark more than once. */
export function isFuseFlipped(program: Buffer): boolean | null {
  const at = positionOfFuse(program)
  return at === null ? null : program[at] === '1'.charCodeAt(0)
}

/** Says, in place, that the program carries another one. Throws for what is no Node or was flipped before. */
export function flipFuse(program: Buffer): void {
  const at = positionOfFuse(program)
  if (at === null || program[at] !== '0'.charCodeAt(0))
    throw new Error('this is no Node.js program that can carry another')
  program[at] = '1'.charCodeAt(0)
}

function positionOfFuse(program: Buffer): number | null {
  const mark = Buffer.from(`${FUSE}:`)
  const at = program.indexOf(mark)
  return at === -1 || program.includes(mark, at + 1) ? null : at + mark.length
}
