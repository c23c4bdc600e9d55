import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { BLOB_NAME } from './blob.ts'
import { flipFuse } from './fuse.ts'

/** A console program has a terminal, and opens one when it is double-clicked; a window program has none (winnt.h). */
export const SUBSYSTEMS = { window: 2, console: 3 } as const

export type Flavor = keyof typeof SUBSYSTEMS

/** What Windows shows of a program in its properties. */
export interface Labels {
  readonly product: string
  readonly company: string
  /** `1.2.3` */
  readonly version: string
  /** A PNG of 256 x 256; null for none. */
  readonly icon: Buffer | null
}

const RT_RCDATA = 10
const RT_ICON = 3
const RT_GROUP_ICON = 14
const ENGLISH = { lang: 1033, codepage: 1200 } as const
const ICON_PX = 256

/**
 * The Windows program that carries `blob`. Node's own signature, name and icon go: the program is no longer theirs. It is unsigned;
 * sign it last.
 */
export function windowsProgram(node: Buffer, blob: Buffer, labels: Labels, flavor: Flavor): Buffer {
  const carrier = Buffer.from(node)
  flipFuse(carrier)
  const program = NtExecutable.from(carrier, { ignoreCert: true })
  program.newHeader.optionalHeader.subsystem = SUBSYSTEMS[flavor]
  const resources = NtExecutableResource.from(program)
  resources.entries = resources.entries.filter(({ type }) => type !== RT_ICON && type !== RT_GROUP_ICON)
  resources.entries.push({ type: RT_RCDATA, id: BLOB_NAME, lang: 0, codepage: 0, bin: arrayBufferOf(blob) })
  label(resources, labels)
  resources.outputResource(program)
  return Buffer.from(program.generate())
}

function label({ entries }: NtExecutableResource, { product, company, version, icon }: Labels): void {
  const [info] = Resource.VersionInfo.fromEntries(entries)
  if (info === undefined) throw new Error('the Node.js program tells no version of itself')
  for (const language of info.getAllLanguagesForStringValues()) info.removeAllStringValues(language)
  const words = { ProductName: product, FileDescription: product, CompanyName: company, InternalName: 'license-wizard' }
  info.setStringValues(ENGLISH, { ...words, FileVersion: version, ProductVersion: version })
  info.setFileVersion(version, ENGLISH.lang)
  info.setProductVersion(version, ENGLISH.lang)
  info.outputToResourceEntries(entries)
  if (icon === null) return
  const picture = Data.RawIconItem.from(arrayBufferOf(icon), ICON_PX, ICON_PX, 32)
  Resource.IconGroupEntry.replaceIconsForResource(entries, 1, ENGLISH.lang, [picture])
}

/** What a Windows program tells of itself, read back. */
export function inspectWindowsProgram(bytes: Buffer) {
  const program = NtExecutable.from(bytes, { ignoreCert: true })
  const { entries } = NtExecutableResource.from(program)
  const blob = entries.find(({ type, id }) => type === RT_RCDATA && id === BLOB_NAME)
  const [info] = Resource.VersionInfo.fromEntries(entries)
  return {
    machine: program.newHeader.fileHeader.machine,
    subsystem: program.newHeader.optionalHeader.subsystem,
    isSigned: program.newHeader.optionalHeaderDataDirectory.get(4).size !== 0,
    blob: blob === undefined ? null : Buffer.from(blob.bin),
    words: info?.getStringValues(ENGLISH) ?? {},
    icons: Resource.IconGroupEntry.fromEntries(entries).flatMap((group) => group.getIconItemsFromEntries(entries))
      .length,
  }
}

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
