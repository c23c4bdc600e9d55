import { classNames } from '../class-names.ts'
import { Columns, Section, Specimen } from './specimen.tsx'

const SWATCHES = [
  ['page', 'bg-page'],
  ['surface', 'bg-surface'],
  ['sunken', 'bg-sunken'],
  ['hover', 'bg-hover'],
  ['accent', 'bg-accent'],
  ['accent-soft', 'bg-accent-soft'],
  ['text', 'bg-text'],
  ['muted', 'bg-muted'],
  ['line', 'bg-line'],
  ['edge', 'bg-edge'],
  ['focus', 'bg-focus'],
  ['success', 'bg-success'],
  ['warning', 'bg-warning'],
  ['danger', 'bg-danger'],
  ['info', 'bg-info'],
] as const

export function FoundationsSection() {
  return (
    <Section id="foundations" title="Foundations">
      <Columns>
        <Specimen title="Colors">
          <ul className="grid grid-cols-3 gap-3 sm:grid-cols-5">
            {SWATCHES.map(([name, style]) => (
              <li key={name} className="flex flex-col gap-1 text-xs text-muted">
                <span className={classNames('h-10 rounded-control border border-line', style)} />
                {name}
              </li>
            ))}
          </ul>
        </Specimen>
        <Specimen title="Type">
          <div className="flex flex-col gap-2">
            <p className="text-2xl font-semibold">Activate product license</p>
            <p className="text-xl font-semibold">Licenses on this PC</p>
            <p className="text-lg font-semibold">Commissioning Tool, Professional</p>
            <p>The license is associated to your account, and not activated on this PC yet.</p>
            <p className="text-sm text-muted">Checked offline; the license server was last reached yesterday.</p>
            <p className="text-xs text-muted">Key ends in 7QK2M</p>
            <p className="font-mono">4KW2N-0R8TG-7QK2M-1B3DZ</p>
            <p className="tabular-nums">0123456789, 2026-11-24</p>
          </div>
        </Specimen>
      </Columns>
    </Section>
  )
}
