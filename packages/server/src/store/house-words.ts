type Facts = Readonly<Record<string, unknown>>

/** Facts that say what an event was about; ids are in its data. */
const NAMING = ['url', 'product', 'version', 'role', 'topic', 'replacedLast5', 'because'] as const

/** What happened in the house, and to no license: "Second factor added: ada". Staff read it, in English. */
export function wordsOfHouse(type: string, facts: Facts, nameOf: (person: string) => string | null): string {
  const { name, person } = facts
  const who = name ?? (typeof person === 'string' ? (nameOf(person) ?? person) : undefined)
  const what = [who, ...NAMING.map((fact) => facts[fact])].filter((value) => typeof value === 'string')
  const words = type.replaceAll('-', ' ')
  const said = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  return what.length === 0 ? said : `${said}: ${what.join(', ')}`
}
