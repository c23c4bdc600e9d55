import { nice, ticks } from 'd3-array'
import { useId, useState } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { useWidth } from './use-width.ts'

interface Series {
  readonly label: string
  readonly values: readonly number[]
  /** Which ink: the accent, its pale companion, or the one of attention. No two of a chart are told apart by color alone: see the table. */
  readonly ink: 'accent' | 'muted' | 'warning'
}

interface BarChartProps {
  /** What it shows, in a sentence; it names the picture. */
  readonly label: string
  /** What the bars are: a day, a reason. Heads their column in the table. */
  readonly axis: string
  /** One per bar, in its order; shown where there is room. */
  readonly categories: readonly string[]
  readonly series: readonly Series[]
  /** Said in place of bars where there is nothing to plot. */
  readonly empty: string
  readonly heightPx?: number
}

const FILLS: Record<Series['ink'], string> = {
  accent: 'fill-accent',
  muted: 'fill-accent/35',
  warning: 'fill-warning',
}

const DOTS: Record<Series['ink'], string> = {
  accent: 'bg-accent',
  muted: 'bg-accent/35',
  warning: 'bg-warning',
}

const MARGIN = { top: 8, end: 4, bottom: 24, start: 36 } as const
const LABEL_WIDTH_PX = 64
const TICKS = 4
const HEIGHT_PX = 200
/** Of the room that each bar has. */
const BAR_SHARE = 0.75

/** Stacked bars over categories, and the same figures as a table for whoever wants to read them. */
export function BarChart(props: BarChartProps) {
  if (props.series.every(({ values }) => values.every((value) => value === 0))) return <Empty {...props} />
  return <Chart {...props} />
}

/** As high as bars would be: what stands beside it keeps its place. */
function Empty({ empty }: BarChartProps) {
  return <p className="grid min-h-50 place-items-center text-muted">{empty}</p>
}

function Chart({ label, axis, categories, series, heightPx = HEIGHT_PX }: BarChartProps) {
  const { ref, width } = useWidth()
  const [shown, setShown] = useState<number | null>(null)
  const id = useId()
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption id={id} className="sr-only">
        {label}
      </figcaption>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {series.length > 1 &&
            series.map(({ label: name, ink }) => (
              <li key={name} className="flex items-center gap-1.5 text-muted">
                <span aria-hidden className={classNames('size-2.5 rounded-small border border-edge', DOTS[ink])} />
                {name}
              </li>
            ))}
        </ul>
        <span aria-hidden className="min-h-5 text-muted tabular-nums">
          {shown !== null &&
            `${categories[shown] ?? ''}: ${series.map(({ label: name, values }) => `${values[shown] ?? 0} ${name.toLowerCase()}`).join(', ')}`}
        </span>
      </div>
      <div ref={ref} className="min-w-0" onPointerLeave={() => setShown(null)}>
        {width > 0 && (
          <Bars
            width={width}
            height={heightPx}
            categories={categories}
            series={series}
            shown={shown}
            onShow={setShown}
          />
        )}
      </div>
      <FigureTable label={label} axis={axis} categories={categories} series={series} />
    </figure>
  )
}

interface BarsProps {
  readonly width: number
  readonly height: number
  readonly categories: readonly string[]
  readonly series: readonly Series[]
  readonly shown: number | null
  readonly onShow: (index: number) => void
}

function Bars({ width, height, categories, series, shown, onShow }: BarsProps) {
  const totals = categories.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0))
  const [, highest] = nice(0, Math.max(4, ...totals), TICKS)
  const step = (width - MARGIN.start - MARGIN.end) / Math.max(1, categories.length)
  const barWidth = step * BAR_SHARE
  const x = (index: number) => MARGIN.start + index * step + (step - barWidth) / 2
  const y = (value: number) => height - MARGIN.bottom - (value / highest) * (height - MARGIN.top - MARGIN.bottom)
  const everyLabel = Math.max(1, Math.ceil((categories.length * LABEL_WIDTH_PX) / width))
  return (
    <svg aria-hidden width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="block">
      {ticks(0, highest, TICKS)
        .filter((tick) => Number.isInteger(tick))
        .map((tick) => (
          <g key={tick}>
            <line x1={MARGIN.start} x2={width - MARGIN.end} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            <text
              x={MARGIN.start - 8}
              y={y(tick)}
              dy="0.32em"
              textAnchor="end"
              className="fill-muted text-xs tabular-nums"
            >
              {tick.toLocaleString('en', { notation: 'compact' })}
            </text>
          </g>
        ))}
      {categories.map((category, index) => (
        <g key={category} onPointerEnter={() => onShow(index)}>
          <rect
            x={x(index)}
            y={MARGIN.top}
            width={barWidth}
            height={height - MARGIN.top - MARGIN.bottom}
            className={shown === index ? 'fill-hover' : 'fill-transparent'}
          />
          {stacked(series, index).map(({ ink, from, to }) => (
            <rect
              key={ink}
              x={x(index)}
              y={y(to)}
              width={barWidth}
              height={Math.max(0, y(from) - y(to))}
              className={FILLS[ink]}
            />
          ))}
          {index % everyLabel === 0 && (
            <text
              x={x(index) + barWidth / 2}
              y={height - 6}
              textAnchor="middle"
              className="fill-muted text-xs tabular-nums"
            >
              {category}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}

function stacked(series: readonly Series[], index: number) {
  let from = 0
  return series.map(({ ink, values }) => {
    const piece = { ink, from, to: from + (values[index] ?? 0) }
    from = piece.to
    return piece
  })
}

function FigureTable({ label, axis, categories, series }: Omit<BarChartProps, 'heightPx' | 'empty'>) {
  return (
    <details className="mt-2 text-sm">
      <summary className="min-h-6 w-fit rounded-small text-muted hover:text-text">Figures</summary>
      <div
        tabIndex={0}
        role="region"
        aria-label={`Figures: ${label}`}
        className="mt-2 max-h-64 overflow-auto rounded-small border border-line"
      >
        <table className="w-full text-start">
          <thead>
            <tr>
              <th scope="col" className="border-b border-line px-3 py-1.5 text-start font-medium text-muted">
                {axis}
              </th>
              {series.map(({ label: name }) => (
                <th key={name} scope="col" className="border-b border-line px-3 py-1.5 text-end font-medium text-muted">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {categories.map((category, index) => (
              <tr key={category}>
                <th scope="row" className="px-3 py-1 text-start font-normal tabular-nums">
                  {category}
                </th>
                {series.map(({ label: name, values }) => (
                  <td key={name} className="px-3 py-1 text-end tabular-nums">
                    {(values[index] ?? 0).toLocaleString('en')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
