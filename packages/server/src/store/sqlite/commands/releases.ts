import { err, ok, type Result } from '@latchkey/core/result'
import type { ReleaseCommandAnswers, ReleaseView } from '../../release-commands.ts'
import type { CommandOf } from '../../store.ts'
import { viewRelease } from '../reads/releases.ts'
import { writeEvent, type Writing } from '../save.ts'

/** Publishes a release, or changes what is told of it; its files stay. */
export function performPutRelease(
  writing: Writing,
  command: CommandOf<'put-release'>,
): Result<ReleaseCommandAnswers['put-release'], 'NOT_FOUND'> {
  const { tx } = writing
  const { id, product, version, notes, releasedAt } = command
  if (tx.query('SELECT 1 FROM products WHERE id = ?').get(product) === undefined) return err('NOT_FOUND')
  tx.run(
    `INSERT INTO releases (id, product, version, notes, released_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (product, version) DO UPDATE SET notes = excluded.notes, released_at = excluded.released_at`,
    [id, product, version, notes, releasedAt],
  )
  writeEvent(writing, 'release-put', { product, version, releasedAt }, null)
  const sql = 'SELECT id FROM releases WHERE product = ? AND version = ?'
  return ok(existing(writing, tx.query<{ readonly id: string }>(sql).get(product, version)?.id ?? ''))
}

/** Adds a file to a release; one of the same name is replaced. */
export function performPutReleaseFile(
  writing: Writing,
  command: CommandOf<'put-release-file'>,
): Result<ReleaseCommandAnswers['put-release-file'], 'NOT_FOUND'> {
  const { tx } = writing
  const { id, release, path, name, os, sizeBytes, sha256, tag } = command
  if (viewRelease(tx, release) === null) return err('NOT_FOUND')
  tx.run(
    `INSERT INTO artifacts (id, release, name, os, size_bytes, sha256, path, tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (release, name) DO UPDATE SET os = excluded.os, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
       path = excluded.path, tag = excluded.tag`,
    [id, release, name, os, sizeBytes, sha256, path, tag],
  )
  writeEvent(writing, 'release-file-put', { release, name, os, sizeBytes, sha256 }, null)
  return ok(existing(writing, release))
}

function existing({ tx }: Writing, id: string): ReleaseView {
  const view = viewRelease(tx, id)
  if (view === null) throw new Error(`release ${id} is missing`)
  return view
}
