import type { EpochMs } from '@latchkey/core/ids'
import type { Language } from '@latchkey/words/language'
import type { ExplanationView, KeyView, LicenseView } from './views.ts'

type Rule = ExplanationView['why'][number]
type Values = Readonly<Record<string, string | number>>

/** Marks words for the catalog. */
function spoken<const T>(words: T): T {
  return words
}

const RULES = spoken({
  standing:
    '{standing, select, good {It is in good standing.} suspended {It is suspended.} other {It was withdrawn by the vendor.}}',
  endless: 'It has no end.',
  ends: 'It ends on {day}.',
  ended: 'It ended on {day}.',
  idle: 'It is not activated on any PC.',
  activated: 'It is activated on {hostName} since {day}.',
  leaseless: 'Its license file has no end.',
  leased: 'Its license file is good until {day} without contact.',
  leaseOver:
    'Its PC has not renewed the lease, which ended on {day}; {days, plural, one {# day} other {# days}} of grace follow.',
  hosts: 'Its Activation Key serves {count} of at most {max, plural, one {# PC} other {# PCs}}.',
  stale: '{hostName} was not told of its return and may run until {day}.',
  staleForever: '{hostName} was not told of its return and may run without an end.',
  emergency: '{hostName} may run it beside that, on an emergency license, until {day}.',
})

/** Each rule that decides whether a license runs, passed or failed, in words of a language. */
export function explain(license: LicenseView, key: KeyView, at: EpochMs, language: Language): Rule[] {
  const rule = (name: string, passed: boolean, words: keyof typeof RULES, values: Values = {}): Rule => {
    return { rule: name, passed, words: language.say(RULES[words], values) }
  }
  const day = (iso: string) => language.day(Date.parse(iso))
  const { standing, activatedOn, staleHost, emergencyHost, expiresAt, terms } = license
  const rules = [rule('standing', standing === 'good', 'standing', { standing })]
  if (expiresAt === null) rules.push(rule('expiry', true, 'endless'))
  else {
    const runs = Date.parse(expiresAt) > at
    rules.push(rule('expiry', runs, runs ? 'ends' : 'ended', { day: day(expiresAt) }))
  }
  if (activatedOn === null) rules.push(rule('activated', false, 'idle'))
  else {
    const { hostName, since, leaseUntil } = activatedOn
    rules.push(rule('activated', true, 'activated', { hostName, day: day(since) }))
    if (leaseUntil === null) rules.push(rule('lease', true, 'leaseless'))
    else {
      const runs = Date.parse(leaseUntil) > at
      rules.push(rule('lease', runs, runs ? 'leased' : 'leaseOver', { day: day(leaseUntil), days: terms.graceDays }))
    }
  }
  const { hostsHolding: count, hostsMax: max } = key
  rules.push(rule('hosts', count <= max, 'hosts', { count, max }))
  if (staleHost !== null) {
    const { hostName, mayRunUntil } = staleHost
    const until = mayRunUntil === null ? {} : { day: day(mayRunUntil) }
    rules.push(rule('stale-host', false, mayRunUntil === null ? 'staleForever' : 'stale', { hostName, ...until }))
  }
  if (emergencyHost !== null) {
    const { hostName, until } = emergencyHost
    rules.push(rule('emergency', true, 'emergency', { hostName, day: day(until) }))
  }
  return rules
}
