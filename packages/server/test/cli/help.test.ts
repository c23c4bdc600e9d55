import { describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { latchkey } from './latchkey.ts'

const COMMANDS = [
  [],
  ['init'],
  ['serve'],
  ['demo'],
  ['products'],
  ['products', 'put'],
  ['products', 'list'],
  ['keys'],
  ['keys', 'issue'],
  ['keys', 'import'],
  ['keys', 'show'],
  ['keys', 'list'],
  ['keys', 'rotate'],
  ['licenses'],
  ['licenses', 'show'],
  ['licenses', 'list'],
  ['support'],
  ['support', 'return'],
  ['support', 'approve'],
  ['support', 'requests'],
  ['support', 'refuse'],
  ['support', 'hand-over'],
  ['support', 'handovers'],
  ['support', 'undo-handover'],
  ['offline'],
  ['offline', 'answer'],
  ['accounts'],
  ['accounts', 'add'],
  ['accounts', 'list'],
  ['organizations'],
  ['organizations', 'list'],
  ['organizations', 'show'],
  ['organizations', 'appoint'],
  ['staff'],
  ['staff', 'add'],
  ['staff', 'list'],
  ['tokens'],
  ['tokens', 'create'],
  ['tokens', 'list'],
  ['tokens', 'revoke'],
  ['audit'],
  ['mails'],
  ['releases'],
  ['releases', 'list'],
  ['releases', 'put'],
  ['releases', 'add'],
  ['webhooks'],
  ['webhooks', 'list'],
  ['webhooks', 'add'],
  ['webhooks', 'switch'],
  ['webhooks', 'rotate'],
  ['webhooks', 'test'],
  ['webhooks', 'log'],
  ['webhooks', 'replay'],
  ['webhooks', 'remove'],
  ['backup'],
  ['restore'],
  ['doctor'],
  ['openapi'],
]

/** The tree is read in this process: 30 of their own would take the better part of a minute. */
async function helpOf(words: readonly string[]): Promise<string> {
  let text = ''
  const terminal: Terminal = {
    answer: (part) => void (text += part),
    talk: (part) => void (text += part),
    isInteractive: false,
    bold: (part) => part,
    dim: (part) => part,
    askSecret: () => Promise.resolve(null),
  }
  const exitCode = await runCommand([...words, '--help'], terminal, () => {
    throw new Error('help needs no settings')
  })
  expect(exitCode).toBe(0)
  return text
}

describe('the command line is a promise', () => {
  it('every command and option reads as it did: scripts of operators rely on them', async () => {
    const pages: string[] = []
    for (const words of COMMANDS) pages.push(`$ latchkey ${[...words, '--help'].join(' ')}\n${await helpOf(words)}`)
    await expect(pages.join('\n')).toMatchFileSnapshot('help.golden.txt')
  })

  it('the golden file has every command there is', async () => {
    const text = await helpOf([])
    const listed = [...text.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== 'help')
    const groups = COMMANDS.filter(({ length }) => length === 1).map(([name]) => name)
    expect(new Set(listed)).toEqual(new Set(groups))
  })

  it('no line of help is wider than a terminal', async () => {
    const pages = await Promise.all(COMMANDS.map(helpOf))
    expect(Math.max(...pages.flatMap((page) => page.split('\n').map(({ length }) => length)))).toBeLessThanOrEqual(80)
  })
})

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['isue'], "Unknown command 'isue'."],
    ['an unknown command of a group', ['keys', 'isue'], "Unknown command 'isue' (Did you mean issue?)"],
    ['an unknown option', ['doctor', '--jsn'], "Unknown option '--jsn' (Did you mean --json?)"],
    ['a missing argument', ['backup'], "Missing required argument 'file.tar'."],
    [
      'a missing option',
      ['keys', 'issue', '--order', 'SO-1'],
      "Required option '--product <code:seats...>' not specified.",
    ],
    ['too many arguments', ['doctor', 'now'], "Too many arguments for 'doctor'."],
  ])('names %s, says nothing on stdout and ends with 2', async (_, words, sentence) => {
    const { stdout, stderr, exitCode } = await latchkey(words)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain(`latchkey: ${sentence}`)
    expect(stderr).toMatch(/^latchkey: .*\n {2}Why: .*\n {2}What to do: .*\n {2}\(USAGE, exit code 2\)\n$/)
  })

  it('of settings names variable, value and what is allowed', async () => {
    const { stdout, stderr, exitCode } = await latchkey(['doctor'], { env: { LATCHKEY_PORT: 'seven' } })
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: `latchkey: The settings are not valid.
  Why: LATCHKEY_PORT is "seven"; it must be a whole number from 0 to 65535; 0 takes any free port.
  What to do: Correct the variable, or unset it to get the default.
  (CONFIG_INVALID, exit code 2)
`,
      exitCode: 2,
    })
  })

  it('of settings does not keep anybody from help', async () => {
    expect(await latchkey(['--help'], { env: { LATCHKEY_PORT: 'seven' } })).toMatchObject({ exitCode: 0 })
  })
})
