import type { AnswerOf } from '@latchkey/contract/operations'
import { Trans, useLingui } from '@lingui/react/macro'
import { Download, PackageOpen } from 'lucide-react'
import { hrefOf, useAddress } from '../../app/address.ts'
import { useAction, useRead } from '../../app/api.ts'
import { Loaded } from '../../app/loaded.tsx'
import { Card, PageHead, Pages } from '../../app/page-parts.tsx'
import { ProblemView } from '../../app/problem-view.tsx'
import { Day } from '../../app/time.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { NameText } from '../../ui/name-text.tsx'

type Release = AnswerOf<'listMyDownloads'>['items'][number]
type Artifact = Release['artifacts'][number]

/** Installers of the products one has licenses of, with their checksums. */
export function Downloads() {
  const { t } = useLingui()
  const { cursor } = useAddress()
  const read = useRead('listMyDownloads', { query: cursor === undefined ? {} : { cursor } })
  return (
    <>
      <PageHead title={t`Downloads`} about={t`Of the products you have licenses of.`} />
      <Loaded read={read}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<PackageOpen />}
              title={t`Nothing to download`}
              action={<ButtonLink href="/claim">{t`Claim a key`}</ButtonLink>}
            >
              <Trans>Installers appear here with the licenses of their products.</Trans>
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-6">
              {items.map((release) => (
                <ReleaseCard key={release.id} release={release} />
              ))}
              <Pages
                cursor={cursor}
                nextCursor={nextCursor}
                hrefOf={(next) => hrefOf('/downloads', { cursor: next })}
              />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function ReleaseCard({ release }: { readonly release: Release }) {
  return (
    <Card
      title={`${release.productName} ${release.version}`}
      actions={
        <span className="text-sm text-muted">
          <Day at={release.releasedAt} never="" />
        </span>
      }
    >
      {release.notes !== '' && <p className="mb-3 max-w-prose whitespace-pre-wrap">{release.notes}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {release.artifacts.map((artifact) => (
          <File key={artifact.id} artifact={artifact} />
        ))}
      </ul>
    </Card>
  )
}

function File({ artifact: { id, name, os, sizeBytes, sha256 } }: { readonly artifact: Artifact }) {
  const { t, i18n } = useLingui()
  const link = useAction('createDownloadLink', { quietly: true })
  const press = async () => {
    const made = await link.run({ params: { id } })
    if (made.ok) location.assign(made.value.url)
  }
  return (
    <li className="flex flex-col gap-3 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="min-w-0">
          <span className="block font-medium">
            <NameText name={name} />
          </span>
          <span className="text-sm text-muted">
            <NameText name={os} />, {sizeWords(sizeBytes, i18n.locale)}
          </span>
        </span>
        <Button
          variant="primary"
          icon={<Download aria-hidden />}
          busy={link.busy}
          onClick={() => void press()}
          aria-label={t`Download ${name}`}
        >
          <Trans>Download</Trans>
        </Button>
      </div>
      <ProblemView problem={link.problem} />
      <CopyField label="SHA-256" value={sha256} />
    </li>
  )
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

function sizeWords(sizeBytes: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3))
  const unit = UNITS[power] ?? 'byte'
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(
    sizeBytes / 1000 ** power,
  )
}
