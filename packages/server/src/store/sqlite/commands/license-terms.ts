import type { EpochMs, LicenseId } from '@latchkey/core/ids'
import { applyAll, decide, type LicenseCommand } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import type { CommandOf } from '../../store.ts'
import type { LicenseView } from '../../views.ts'
import { viewLicense } from '../license-view.ts'
import { loadLicense } from '../load.ts'
import { saveLicense, type Writing } from '../save.ts'

export function performSetStanding(
  writing: Writing,
  { licenseId, standing, note }: CommandOf<'set-standing'>,
): Result<LicenseView, 'NOT_FOUND'> {
  return changeLicense(writing, licenseId, { type: 'set-standing', standing }, note)
}

export function performSetExpiry(
  writing: Writing,
  { licenseId, expiresAt, note }: CommandOf<'set-expiry'>,
): Result<LicenseView, 'NOT_FOUND'> {
  return changeLicense(writing, licenseId, { type: 'set-expiry', expiresAt }, note)
}

function changeLicense(
  writing: Writing,
  id: LicenseId,
  command: LicenseCommand,
  note: string,
): Result<LicenseView, 'NOT_FOUND'> {
  const { tx, at } = writing
  const record = loadLicense(tx, id)?.licenses[0]
  if (record === undefined) return err('NOT_FOUND')
  const decision = decide(record.license, command, at)
  if (!decision.ok) throw new Error(`${command.type} is never refused, but was: ${decision.error}`)
  saveLicense(writing, record, applyAll(record.license, decision.value), decision.value, { note })
  return ok(viewExisting(writing, id, at))
}

function viewExisting({ tx }: Writing, id: LicenseId, at: EpochMs): LicenseView {
  const view = viewLicense(tx, id, at)
  if (view === null) throw new Error(`license ${id} is missing`)
  return view
}
