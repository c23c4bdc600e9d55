import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import wizard from '../../packages/wizard/package.json' with { type: 'json' }
import type { Brand } from './brand.ts'

const run = promisify(execFile)
const DEFAULT_ICON = fileURLToPath(new URL('../../packages/web/public/icon.svg', import.meta.url))
const NAME = 'license-wizard'
/** Files in a package need a time; this one makes it the same each day. 2026-01-01. */
const EPOCH_SECONDS = '1767225600'

/** Wraps the Linux program for Debian and Ubuntu; gives the path. Needs `dpkg-deb`. */
export async function buildDeb(out: string, brand: Brand): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-deb-'))
  try {
    await chmod(folder, 0o755)
    for (const [path, content, mode] of await filesOf(out, brand)) {
      await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o755 })
      await writeFile(join(folder, path), content, { mode })
    }
    const program = join(folder, 'opt', NAME, NAME)
    await mkdir(dirname(program), { recursive: true, mode: 0o755 })
    await copyFile(join(out, 'linux-x64', NAME), program)
    await chmod(program, 0o755)
    await mkdir(join(folder, 'usr/bin'), { recursive: true, mode: 0o755 })
    await symlink(`/opt/${NAME}/${NAME}`, join(folder, 'usr/bin', NAME))
    const path = join(out, `${NAME}_${wizard.version}_amd64.deb`)
    const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH_SECONDS }
    await run('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, path], { env })
    return path
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function filesOf(out: string, brand: Brand) {
  const icon =
    brand.icon === null
      ? ([`usr/share/icons/hicolor/scalable/apps/${NAME}.svg`, await readFile(DEFAULT_ICON), 0o644] as const)
      : ([`usr/share/icons/hicolor/256x256/apps/${NAME}.png`, brand.icon, 0o644] as const)
  return [
    ['DEBIAN/control', control(brand), 0o644],
    [`usr/share/applications/${NAME}.desktop`, desktopEntry(brand), 0o644],
    icon,
    [`usr/share/doc/${NAME}/copyright`, await readFile(join(out, 'NOTICES.txt')), 0o644],
  ] as const
}

function control({ name }: Brand): string {
  return `Package: ${NAME}
Version: ${wizard.version}
Architecture: amd64
Maintainer: ${name ?? 'Latchkey'}
Section: utils
Priority: optional
Depends: libc6 (>= 2.28), libstdc++6, libgcc-s1
Recommends: chromium | google-chrome-stable | microsoft-edge-stable | www-browser
Description: License Wizard
 Activates, associates, returns and moves the licenses of this PC, in a
 window, in a terminal, or by commands.
`
}

/** https://specifications.freedesktop.org/desktop-entry/1.5/ */
function desktopEntry({ name }: Brand): string {
  return `[Desktop Entry]
Type=Application
Name=${oneLine(name === null ? 'License Wizard' : `${name} License Wizard`)}
Comment=Licenses of this PC
Exec=/opt/${NAME}/${NAME}
Icon=${NAME}
Terminal=false
Categories=Utility;
StartupWMClass=${NAME}
`
}

/** A backslash begins an escape there, and a line break a new key. */
function oneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(/[\r\n]+/g, ' ')
}
