import { signedOf } from '@latchkey/core/host-operation'
import type { LicenseId } from '@latchkey/core/ids'
import { ok, type Result } from '@latchkey/core/result'
import { presentFacts, presentRefusalFacts, type Scene } from '../../present.ts'
import type { KeyRecords } from '../../records.ts'
import type { CommandOf, HostAnswer, UnsignedRow } from '../../store.ts'
import { listShown, loadShownKeys } from '../listing.ts'
import { withOrganizations } from '../organizations.ts'
import { saveHost, type Writing } from '../save.ts'
import { askerOfAnswer, sceneOf } from '../scene.ts'
import { returnLostPc } from './owners.ts'
import { findShown } from './return-requests.ts'

type LostPc = CommandOf<'host-lost-pc'>

/** From a PC, the owner returns licenses whose own PC is gone: the same rule and limit as in the portal. */
export function performHostLostPc(writing: Writing, asked: LostPc): Result<HostAnswer, never> {
  const command = { ...asked, asking: withOrganizations(writing.tx, asked.asking) }
  const { asking, at, licenseIds } = command
  saveHost(writing, command.host)
  const scene = sceneOf(writing.tx, asking, at)
  const keys = loadShownKeys(writing.tx, asking)
  const rows = [...new Set(licenseIds)].map((id) => returnOne(writing, command, { scene, keys }, id))
  return ok({ at, ...askerOfAnswer(scene), rows, licenses: listShown(scene, keys), returnRequest: null })
}

function returnOne(
  writing: Writing,
  { asking, reason }: LostPc,
  { scene, keys }: { readonly scene: Scene; readonly keys: KeyRecords },
  id: LicenseId,
): UnsignedRow {
  const unsigned = { alreadySo: false, licenseClaims: null, receiptClaims: null }
  const found = findShown(keys, scene, id)
  const signed = signedOf(asking)
  if (found === null || signed === null) {
    const refusal = { code: 'NOT_FOUND', facts: { field: 'license' } } as const
    return { ...unsigned, status: 'refused', refusal, license: null }
  }
  const { key } = found
  const returned = returnLostPc(writing, found.record, { signed, reason, note: '', by: 'wizard' })
  if (returned.ok) keys.put(returned.value)
  const record = keys.license(id)
  const license = presentFacts(scene, key, record, 'proven')
  if (returned.ok) return { ...unsigned, status: 'succeeded', license }
  const { code, facts } = returned.error
  const shown = { ...presentRefusalFacts(scene, key, record, code, 'proven'), ...facts }
  return { ...unsigned, status: 'refused', refusal: { code, facts: shown }, license }
}
