import type { Machine } from './machine.ts'

/** What this PC really is: hardware, a virtual machine, or a container that may be thrown away with its licenses. */
export interface Surroundings {
  readonly container: string | null
  readonly virtualMachine: string | null
}

/** Looks for the marks that containers and virtual machines leave. */
export async function noticeSurroundings(machine: Machine): Promise<Surroundings> {
  switch (machine.platform) {
    case 'windows':
      return { container: null, virtualMachine: virtualMachineNamed(await windowsHardware(machine)) }
    case 'macos':
      return {
        container: null,
        virtualMachine: virtualMachineNamed((await machine.run('/usr/sbin/sysctl', ['-n', 'hw.model'])) ?? ''),
      }
    case 'linux':
      return { container: linuxContainer(machine), virtualMachine: linuxVirtualMachine(machine) }
  }
}

/** The operating system in words, as Support sees it: `Debian GNU/Linux 12 (x64), Docker container`. */
export async function describeOs(machine: Machine): Promise<string> {
  const { container, virtualMachine } = await noticeSurroundings(machine)
  const system = `${osName(machine)} (${machine.arch})`
  const inside = container === null ? virtualMachine : `${container} container`
  return inside === null ? system : `${system}, ${inside}`
}

function osName(machine: Machine): string {
  switch (machine.platform) {
    case 'windows':
      return `Windows ${machine.osRelease}`
    case 'macos':
      return `macOS, Darwin ${machine.osRelease}`
    case 'linux': {
      const pretty = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(machine.readText('/etc/os-release') ?? '')?.[1]
      return (pretty ?? `${machine.platform} ${machine.osRelease}`).slice(0, 100)
    }
  }
}

function linuxContainer(machine: Machine): string | null {
  if (machine.readNames('/var/run/secrets/kubernetes.io').length > 0) return 'Kubernetes'
  if (machine.readText('/run/.containerenv') !== null) return 'Podman'
  if (machine.readText('/.dockerenv') !== null) return 'Docker'
  const groups = machine.readText('/proc/1/cgroup') ?? ''
  const match = /kubepods|docker|libpod|lxc|containerd/.exec(groups)?.[0]
  if (match !== undefined) return CONTAINER_NAMES[match] ?? match
  return machine.readText('/run/systemd/container')?.trim() || null
}

const CONTAINER_NAMES: Readonly<Record<string, string>> = {
  kubepods: 'Kubernetes',
  docker: 'Docker',
  libpod: 'Podman',
  lxc: 'LXC',
  containerd: 'containerd',
}

function linuxVirtualMachine(machine: Machine): string | null {
  if (/microsoft/i.test(machine.readText('/proc/version') ?? '')) return 'WSL'
  const hardware = ['sys_vendor', 'product_name', 'board_vendor', 'bios_vendor']
    .map((name) => machine.readText(`/sys/class/dmi/id/${name}`) ?? '')
    .join(' ')
  const named = virtualMachineNamed(hardware)
  if (named !== null) return named
  return /^flags\s*:.*\bhypervisor\b/m.test(machine.readText('/proc/cpuinfo') ?? '') ? 'virtual machine' : null
}

const VIRTUAL_MACHINES: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'VMware virtual machine'],
  [/virtualbox|innotek/i, 'VirtualBox virtual machine'],
  [/parallels/i, 'Parallels virtual machine'],
  [/microsoft corporation.*virtual machine/i, 'Hyper-V virtual machine'],
  [/amazon ec2/i, 'Amazon EC2 virtual machine'],
  [/google compute engine/i, 'Google Cloud virtual machine'],
  [/\bxen\b/i, 'Xen virtual machine'],
  [/qemu|\bkvm\b|bochs|virtualmac|openstack|rhev/i, 'virtual machine'],
]

function virtualMachineNamed(hardware: string): string | null {
  return VIRTUAL_MACHINES.find(([mark]) => mark.test(hardware))?.[1] ?? null
}

async function windowsHardware(machine: Machine): Promise<string> {
  const bios = await machine.run('reg', ['query', 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS', '/reg:64'])
  const values = ['SystemManufacturer', 'SystemProductName', 'BIOSVendor'].map(
    (name) => new RegExp(`${name}\\s+REG_SZ\\s+(.+?)\\s*$`, 'm').exec(bios ?? '')?.[1],
  )
  return values.filter((value) => value !== undefined).join(' ')
}
