import type { Vendor } from '../test/support/vendor.ts'

/**
 * Whether anybody can tell what exists by how long an answer takes, or by its bytes: what exists and what does not are asked for in turn,
 * and each pair of times is compared. Where neither is slower more often than a coin would have it, there is nothing to tell.
 */
const PAIRS = 150
/** Of 150 throws of a coin, fewer than one in 10,000 series are further from the middle. */
const NEITHER_BELOW = 0.34
const NEITHER_ABOVE = 0.66

/** One thing that might tell: what is sent for something that exists, and for something that does not. */
interface Question {
  readonly name: string
  readonly path: string
  readonly known: (turn: number) => Readonly<Record<string, string>>
  readonly unknown: (turn: number) => Readonly<Record<string, string>>
}

export interface Sameness {
  readonly name: string
  /** Share of pairs in which what exists took longer. */
  readonly knownSlower: number
  readonly knownMs: number
  readonly unknownMs: number
  /** Different pairs of status and body. */
  readonly answers: number
  readonly isTold: boolean
}

/** Asks everything that must not tell; {@link PAIRS} pairs each, known and unknown first in turn. */
export async function measureSameness(vendor: Vendor): Promise<readonly Sameness[]> {
  const people = await Promise.all(Array.from({ length: 30 }, (_, i) => vendor.createAccount(`person${i}`)))
  const { key } = await vendor.issueKey({})
  const person = (turn: number) => people[turn % people.length] ?? { username: '', password: '' }
  const nobody = (turn: number) => `nobody${turn % people.length}`
  const questions: readonly Question[] = [
    {
      name: 'sign-in in the browser, wrong password',
      path: '/v1/session',
      known: (turn) => ({ login: person(turn).username, password: 'a wrong password of this person' }),
      unknown: (turn) => ({ login: nobody(turn), password: 'a wrong password of this person' }),
    },
    {
      name: 'forgotten password',
      path: '/v1/password-resets',
      known: (turn) => ({ login: person(turn).username }),
      unknown: (turn) => ({ login: nobody(turn) }),
    },
    {
      name: 'registration',
      path: '/v1/registrations',
      known: (turn) => ({ email: `${person(turn).username}@example.com` }),
      unknown: (turn) => ({ email: `${nobody(turn)}@example.com` }),
    },
    {
      name: 'public form, activation key',
      path: '/v1/return-request-forms',
      known: () => ({ key, email: 'reader@example.com' }),
      unknown: () => ({ key: NOBODYS_KEY, email: 'reader@example.com' }),
    },
  ]
  const results: Sameness[] = []
  for (const question of questions) results.push(await ask(vendor.url(), question))
  return results
}

/** Well formed, and issued by nobody. */
const NOBODYS_KEY = '00000-00000-00000-00000-00000-0KAW7'

async function ask(url: string, { name, path, known, unknown }: Question): Promise<Sameness> {
  const answers = new Set<string>()
  const time = async (body: Readonly<Record<string, string>>, counts: boolean) => {
    const started = performance.now()
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const tookMs = performance.now() - started
    if (counts) answers.add(`${response.status} ${text.replace(/"requestId":"[^"]*"/, '')}`)
    return tookMs
  }
  const pairs: (readonly [known: number, unknown: number])[] = []
  for (let turn = -10; turn < PAIRS; turn++) {
    // The first ones are slower, whatever they ask for.
    const counts = turn >= 0
    const at = Math.abs(turn)
    const isKnownFirst = at % 2 === 0
    const first = await time(isKnownFirst ? known(at) : unknown(at), counts)
    const second = await time(isKnownFirst ? unknown(at) : known(at), counts)
    if (counts) pairs.push(isKnownFirst ? [first, second] : [second, first])
  }
  const knownSlower = pairs.filter(([a, b]) => a > b).length / pairs.length
  return {
    name,
    knownSlower,
    knownMs: median(pairs.map(([a]) => a)),
    unknownMs: median(pairs.map(([, b]) => b)),
    answers: answers.size,
    isTold: answers.size > 1 || knownSlower < NEITHER_BELOW || knownSlower > NEITHER_ABOVE,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
