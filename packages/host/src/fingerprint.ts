import { createHash } from 'node:crypto'
import type { Fingerprint } from '@latchkey/core/host'
import type { Machine, NetworkInterface } from './machine.ts'

/**
 * What is measured about a PC. Only what survives an update, a reboot and a change of network counts: host name, IP address,
 * memory size and volatile device names are left out, because people change them without changing the PC.
 */
export type PartName = 'machineId' | 'productUuid' | 'boardSerial' | 'cpu' | 'mac' | 'rootDisk'

export type MeasuredParts = Partial<Record<PartName, string>>

/** Separates these hashes from all others, so that a hash found elsewhere says nothing here. */
const DOMAIN = 'latchkey-fp-v1'
/** 128 bits of each hash: enough that no two parts meet, little enough for a license file. */
const HASH_CHARS = 22

/** Measures this PC. Parts that cannot be read, for want of rights or inside a container, are left out: they do not count. */
export async function measureFingerprint(machine: Machine): Promise<Fingerprint> {
  return hashParts(await measureParts(machine))
}

/** Hashes parts one by one, so that each can be compared alone and none can be read back by looking at it. */
export function hashParts(parts: MeasuredParts): Fingerprint {
  const hashes = Object.entries(parts)
    .filter(([, value]) => !isPlaceholder(value))
    .map(([part, value]) => [part, hashPart(part, normalize(value))] as const)
  return Object.fromEntries(hashes)
}

/** The parts themselves; they never leave this process. */
export async function measureParts(machine: Machine): Promise<MeasuredParts> {
  const common = definedParts({ cpu: machine.cpuModel, mac: physicalMac(machine) })
  switch (machine.platform) {
    case 'windows':
      return { ...common, ...(await measureWindows(machine)) }
    case 'macos':
      return { ...common, ...(await measureMac(machine)) }
    case 'linux':
      return { ...common, ...measureLinux(machine) }
  }
}

function hashPart(part: string, value: string): string {
  const hash = createHash('sha256').update(`${DOMAIN}|${part}|${value}`)
  return hash.digest('base64url').slice(0, HASH_CHARS)
}

function normalize(value: string): string {
  return value.trim().toLowerCase().replaceAll(/\s+/g, ' ')
}

/** Values that vendors leave in place of a real one; thousands of PCs share them. */
const PLACEHOLDERS =
  /^(?:|none|n\/a|0+|[f0-]+|not (?:applicable|specified|available)|default string|to be filled by o\.?e\.?m\.?|system serial number|03000200-0400-0500-0006-000700080009)$/

function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.test(normalize(value))
}

function measureLinux(machine: Machine): MeasuredParts {
  return definedParts({
    machineId: machine.readText('/etc/machine-id') ?? machine.readText('/var/lib/dbus/machine-id'),
    productUuid: machine.readText('/sys/class/dmi/id/product_uuid'),
    boardSerial: machine.readText('/sys/class/dmi/id/board_serial'),
    rootDisk: linuxRootDisk(machine),
  })
}

/** The UUID of the file system that `/` lies on; none for overlays, as in containers. */
function linuxRootDisk(machine: Machine): string | null {
  const mounts = machine.readText('/proc/self/mountinfo') ?? ''
  for (const line of mounts.split('\n')) {
    // "36 35 98:0 /root / rw - ext4 /dev/sda1 rw": mount point is the fifth field, the device follows the lone hyphen.
    const [before, after] = line.split(' - ')
    if (before?.split(' ')[4] !== '/') continue
    const device = after?.split(' ')[1]?.split('/').at(-1)
    if (device === undefined || device === '') continue
    for (const uuid of machine.readNames('/dev/disk/by-uuid')) {
      if (machine.readLink(`/dev/disk/by-uuid/${uuid}`)?.split('/').at(-1) === device) return uuid
    }
  }
  return null
}

async function measureWindows(machine: Machine): Promise<MeasuredParts> {
  const cryptography = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
  const bios = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SystemInformation'
  // The 64-bit view: a 32-bit process would read another MachineGuid.
  const [guid, hardware, volume] = await Promise.all([
    machine.run('reg', ['query', cryptography, '/v', 'MachineGuid', '/reg:64']),
    machine.run('reg', ['query', bios, '/v', 'ComputerHardwareId', '/reg:64']),
    machine.run('cmd', ['/d', '/c', 'vol C:']),
  ])
  return definedParts({
    machineId: registryValue(guid, 'MachineGuid'),
    productUuid: registryValue(hardware, 'ComputerHardwareId'),
    // The words are translated; the serial number keeps its form.
    rootDisk: /\b([0-9A-F]{4}-[0-9A-F]{4})\b/i.exec(volume ?? '')?.[1] ?? null,
  })
}

/** `    MachineGuid    REG_SZ    2c4a...` */
function registryValue(output: string | null, name: string): string | null {
  const match = new RegExp(`^\\s*${name}\\s+REG_\\w+\\s+(.+?)\\s*$`, 'm').exec(output ?? '')
  return match?.[1] ?? null
}

async function measureMac(machine: Machine): Promise<MeasuredParts> {
  const [platform, disk] = await Promise.all([
    machine.run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
    machine.run('/usr/sbin/diskutil', ['info', '/']),
  ])
  return definedParts({
    productUuid: /"IOPlatformUUID" = "([^"]+)"/.exec(platform ?? '')?.[1] ?? null,
    boardSerial: /"IOPlatformSerialNumber" = "([^"]+)"/.exec(platform ?? '')?.[1] ?? null,
    rootDisk: /Volume UUID:\s+([0-9A-F-]{36})/i.exec(disk ?? '')?.[1] ?? null,
  })
}

/**
 * The address of the first physical network card. Addresses made up by software (randomized Wi-Fi, virtual machines' bridges,
 * containers) have the local bit set; adapters on USB come and go with a docking station.
 */
function physicalMac(machine: Machine): string | null {
  const macs = machine.interfaces
    .filter(({ mac }) => isGlobalMac(mac))
    .filter((card) => machine.platform !== 'linux' || isBuiltIn(machine, card))
    .map(({ mac }) => mac.toLowerCase())
  return macs.toSorted()[0] ?? null
}

function isGlobalMac(mac: string): boolean {
  const firstByte = Number.parseInt(mac.slice(0, 2), 16)
  return mac !== '00:00:00:00:00:00' && (firstByte & 0b10) === 0
}

function isBuiltIn(machine: Machine, { name }: NetworkInterface): boolean {
  if (machine.readLink(`/sys/class/net/${name}/device`) === null) return false
  return machine.readLink(`/sys/class/net/${name}`)?.includes('/usb') === false
}

function definedParts(parts: Partial<Record<PartName, string | null>>): MeasuredParts {
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [PartName, string] => part[1] !== null && part[1] !== undefined),
  )
}
