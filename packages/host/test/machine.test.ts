import { isSameHost } from '@latchkey/core/host'
import { describe, expect, test } from 'vitest'
import { hashParts, measureFingerprint, measureParts } from '../src/fingerprint.ts'
import { type Machine, platformOf, thisMachine } from '../src/machine.ts'
import { describeOs, noticeSurroundings } from '../src/surroundings.ts'

interface Recorded {
  readonly files?: Readonly<Record<string, string>>
  readonly links?: Readonly<Record<string, string>>
  readonly directories?: Readonly<Record<string, readonly string[]>>
  readonly commands?: Readonly<Record<string, string>>
}

/** A PC of which only outputs were recorded. */
function machineOf(recorded: Recorded, facts: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    hostName: 'PC-7',
    osRelease: '6.1',
    cpuModel: 'Intel(R) Core(TM) i7-9700 CPU @ 3.00GHz',
    interfaces: [],
    readText: (path) => recorded.files?.[path] ?? null,
    readNames: (path) => recorded.directories?.[path] ?? [],
    readLink: (path) => recorded.links?.[path] ?? null,
    run: (command, args) => Promise.resolve(recorded.commands?.[[command, ...args].join(' ')] ?? null),
    ...facts,
  }
}

const LINUX = machineOf(
  {
    files: {
      '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
      '/sys/class/dmi/id/product_uuid': '4C4C4544-0051-3010-8043-B6C04F4E4D32\n',
      '/sys/class/dmi/id/board_serial': '/ABC1234/CN7220066/\n',
      '/proc/self/mountinfo':
        '22 27 0:21 / /sys rw - sysfs sysfs rw\n27 1 259:2 / / rw,relatime - ext4 /dev/nvme0n1p2 rw\n',
      '/etc/os-release': 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    },
    directories: { '/dev/disk/by-uuid': ['1111-2222', 'deadbeef-0000-4000-8000-000000000001'] },
    links: {
      '/dev/disk/by-uuid/1111-2222': '../../nvme0n1p1',
      '/dev/disk/by-uuid/deadbeef-0000-4000-8000-000000000001': '../../nvme0n1p2',
      '/sys/class/net/eno1': '../../devices/pci0000:00/0000:00:1f.6/net/eno1',
      '/sys/class/net/eno1/device': '../../../0000:00:1f.6',
      '/sys/class/net/enx001122334455': '../../devices/pci0000:00/usb1/1-2/net/enx001122334455',
      '/sys/class/net/enx001122334455/device': '../../../1-2:1.0',
    },
  },
  {
    interfaces: [
      { name: 'docker0', mac: '02:42:ac:11:00:02' },
      { name: 'enx001122334455', mac: '00:11:22:33:44:55' },
      { name: 'veth1', mac: '00:aa:bb:cc:dd:ee' },
      { name: 'eno1', mac: '8C:EC:4B:00:11:22' },
    ],
  },
)

const CRYPTOGRAPHY = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
const INFORMATION = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SystemInformation'
const WINDOWS_COMMANDS = {
  [`reg query ${CRYPTOGRAPHY} /v MachineGuid /reg:64`]: `\r\n${CRYPTOGRAPHY}\r\n    MachineGuid    REG_SZ    2c4a1f6e-0b1d-4c8e-9a57-3f2b1c0d9e8f\r\n\r\n`,
  [`reg query ${INFORMATION} /v ComputerHardwareId /reg:64`]: `\r\n    ComputerHardwareId    REG_SZ    {5E3B7A10-6E0C-5F6B-8C43-0A1B2C3D4E5F}\r\n`,
  // A German Windows: the words differ, the number does not.
  'cmd /d /c vol C:': ' Volume in Laufwerk C: hat keine Bezeichnung.\r\n Volumeseriennummer: 1A2B-3C4D\r\n',
  'reg query HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS /reg:64':
    '    BIOSVendor    REG_SZ    Dell Inc.\r\n    SystemManufacturer    REG_SZ    Microsoft Corporation\r\n    SystemProductName    REG_SZ    Virtual Machine\r\n',
}
const WINDOWS = machineOf(
  { commands: WINDOWS_COMMANDS },
  { platform: 'windows', osRelease: '10.0.26100', interfaces: [{ name: 'Ethernet', mac: '8c:ec:4b:00:11:22' }] },
)

const MAC = machineOf(
  {
    commands: {
      '/usr/sbin/ioreg -rd1 -c IOPlatformExpertDevice':
        '+-o J314sAP\n  "IOPlatformUUID" = "11111111-2222-3333-4444-555555555555"\n  "IOPlatformSerialNumber" = "C02XXXXXXX"\n',
      '/usr/sbin/diskutil info /':
        '   Device Node: /dev/disk3s1\n   Volume UUID:              AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE\n',
    },
  },
  { platform: 'macos', cpuModel: 'Apple M3' },
)

describe('what is measured', () => {
  test('Linux: firmware, disk, processor and the built-in card; not docks, bridges or containers', async () => {
    expect(await measureParts(LINUX)).toEqual({
      cpu: 'Intel(R) Core(TM) i7-9700 CPU @ 3.00GHz',
      mac: '8c:ec:4b:00:11:22',
      machineId: '0123456789abcdef0123456789abcdef\n',
      productUuid: '4C4C4544-0051-3010-8043-B6C04F4E4D32\n',
      boardSerial: '/ABC1234/CN7220066/\n',
      rootDisk: 'deadbeef-0000-4000-8000-000000000001',
    })
  })

  test('Windows, in any language', async () => {
    expect(await measureParts(WINDOWS)).toEqual({
      cpu: 'Intel(R) Core(TM) i7-9700 CPU @ 3.00GHz',
      mac: '8c:ec:4b:00:11:22',
      machineId: '2c4a1f6e-0b1d-4c8e-9a57-3f2b1c0d9e8f',
      productUuid: '{5E3B7A10-6E0C-5F6B-8C43-0A1B2C3D4E5F}',
      rootDisk: '1A2B-3C4D',
    })
  })

  test('macOS', async () => {
    expect(await measureParts(MAC)).toEqual({
      cpu: 'Apple M3',
      productUuid: '11111111-2222-3333-4444-555555555555',
      boardSerial: 'C02XXXXXXX',
      rootDisk: 'AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE',
    })
  })

  test('a PC that tells nothing has an empty fingerprint, not a wrong one', async () => {
    for (const platform of ['linux', 'windows', 'macos'] as const) {
      expect(await measureFingerprint(machineOf({}, { platform, cpuModel: null }))).toEqual({})
    }
  })

  test('values that vendors leave in place of a real one do not count', () => {
    for (const boardSerial of ['', 'None', 'Default string', 'To Be Filled By O.E.M.', '0000-0000', 'FFFFFFFF']) {
      expect(hashParts({ boardSerial })).toEqual({})
    }
  })

  test('only hashes leave this process, the same for the same part, different between parts', () => {
    const { cpu, machineId } = hashParts({ cpu: 'same', machineId: ' Same ' })
    expect(cpu).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(cpu).not.toBe(machineId)
    expect(hashParts({ cpu: 'SAME' }).cpu).toBe(cpu)
  })

  test('this machine is measured the same twice', async () => {
    const [one, two] = [await measureFingerprint(thisMachine()), await measureFingerprint(thisMachine())]
    expect(one).toEqual(two)
    expect(isSameHost(one, two)).toBe(true)
  })
})

describe('the same PC', () => {
  test('a new disk and a new card are the same PC; a new board besides is not', async () => {
    const before = await measureFingerprint(LINUX)
    const parts = await measureParts(LINUX)
    const twoChanged = hashParts({ ...parts, mac: '8c:ec:4b:99:99:99', rootDisk: 'other' })
    expect(isSameHost(before, twoChanged)).toBe(true)
    const threeChanged = hashParts({ ...parts, mac: '8c:ec:4b:99:99:99', rootDisk: 'other', boardSerial: 'other' })
    expect(isSameHost(before, threeChanged)).toBe(false)
  })

  test('what a user without rights cannot measure does not count', async () => {
    const before = await measureFingerprint(LINUX)
    const { productUuid: _, boardSerial: __, ...parts } = await measureParts(LINUX)
    expect(isSameHost(before, hashParts(parts))).toBe(true)
  })
})

describe('surroundings', () => {
  test.each([
    [{ files: { '/.dockerenv': '' } }, 'Docker', null],
    [{ files: { '/run/.containerenv': 'engine="podman-4"' } }, 'Podman', null],
    [{ directories: { '/var/run/secrets/kubernetes.io': ['serviceaccount'] } }, 'Kubernetes', null],
    [{ files: { '/proc/1/cgroup': '0::/lxc/box\n' } }, 'LXC', null],
    [{ files: { '/proc/version': 'Linux version 5.15.0-microsoft-standard-WSL2' } }, null, 'WSL'],
    [{ files: { '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.\n' } }, null, 'VMware virtual machine'],
    [{ files: { '/sys/class/dmi/id/sys_vendor': 'QEMU\n' } }, null, 'virtual machine'],
    [{ files: { '/proc/cpuinfo': 'flags\t\t: fpu vme hypervisor lahf_lm\n' } }, null, 'virtual machine'],
    [{ files: { '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n' } }, null, null],
  ])('%j', async (recorded, container, virtualMachine) => {
    expect(await noticeSurroundings(machineOf(recorded))).toEqual({ container, virtualMachine })
  })

  test('Hyper-V is noticed on Windows', async () => {
    expect((await noticeSurroundings(WINDOWS)).virtualMachine).toBe('Hyper-V virtual machine')
  })

  test('the system is named in words', async () => {
    expect(await describeOs(LINUX)).toBe('Debian GNU/Linux 12 (bookworm) (x64)')
    expect(await describeOs(WINDOWS)).toBe('Windows 10.0.26100 (x64), Hyper-V virtual machine')
    expect(await describeOs(MAC)).toBe('macOS, Darwin 6.1 (x64)')
    expect(await describeOs(machineOf({ files: { '/.dockerenv': '' } }))).toBe('linux 6.1 (x64), Docker container')
  })

  test('every Unix is like Linux', () => {
    expect([platformOf('win32'), platformOf('darwin'), platformOf('freebsd')]).toEqual(['windows', 'macos', 'linux'])
  })
})
