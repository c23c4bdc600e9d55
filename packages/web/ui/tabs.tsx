import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface Tab {
  readonly id: string
  readonly label: string
  /** How many things are in it. */
  readonly count?: number
  readonly panel: ReactNode
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly value: string
  readonly onChange: (id: string) => void
}

/** Views of one thing, side by side; arrow keys move, what does not fit scrolls. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  return (
    <Base.Root value={value} onValueChange={(next: string) => onChange(next)} className="flex min-w-0 flex-col gap-4">
      <Base.List
        aria-label={label}
        className="flex gap-1 overflow-x-auto overflow-y-hidden border-b border-line p-0.5 pb-0"
      >
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id}
            value={tab.id}
            className="-mb-px flex min-h-control items-center gap-2 rounded-t-small border border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-muted select-none hover:text-text focus-visible:outline-offset-[-2px] data-active:border-b-accent data-active:text-text"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="rounded-pill border border-line bg-sunken px-1.5 text-xs tabular-nums">{tab.count}</span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
      {/* One panel, not one for each tab: what two views have in common stays while the other is read. */}
      <Base.Panel value={value} className="min-w-0 rounded-small">
        {tabs.find(({ id }) => id === value)?.panel}
      </Base.Panel>
    </Base.Root>
  )
}
