import type { LocalLicense } from '@latchkey/host/engine'
import { h } from '../command-words.ts'
import { UsageError } from './io.ts'
import type { LicenseOptions } from './options.ts'

export type ReadableLicense = Exclude<LocalLicense, { state: 'damaged' }>

interface Nameable {
  readonly id: string
  readonly product: string
}

/**
 * The licenses that `--license` names, by id or product; all of them where it is not given.
 * @throws UsageError for a name that stands for none of them
 */
export function chooseLicenses<T>(
  all: readonly T[],
  names: readonly string[] | undefined,
  nameable: (license: T) => Nameable,
): readonly T[] {
  if (names === undefined) return all
  const isNamed = (license: T, name: string) => {
    const { id, product } = nameable(license)
    return id === name || product === name.toLowerCase()
  }
  const unknown = names.find((name) => !all.some((license) => isNamed(license, name)))
  if (unknown !== undefined)
    throw new UsageError(
      h.unknownLicense(
        unknown,
        all.map((license) => nameable(license).product),
      ),
    )
  return all.filter((license) => names.some((name) => isNamed(license, name)))
}

/**
 * The licenses of this PC that a command is about. What stops software from running is not done to several by mistake.
 * @throws UsageError when several come into question and neither `--license` nor `--all` says which
 */
export function chooseLocal(
  locals: readonly LocalLicense[],
  { license, all }: LicenseOptions,
): readonly ReadableLicense[] {
  const readable = locals.filter(
    (local): local is ReadableLicense => local.state !== 'damaged' && local.state !== 'returned',
  )
  if (license === undefined && all !== true && readable.length > 1) {
    throw new UsageError(h.whichLicense(readable.map(({ claims }) => claims.aud)))
  }
  return chooseLicenses(readable, license, nameableLocal)
}

export function nameableLocal({ licenseId, claims }: ReadableLicense): Nameable {
  return { id: licenseId, product: claims.aud }
}
