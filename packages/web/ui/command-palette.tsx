import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Trans, useLingui } from '@lingui/react/macro'
import { Search } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { BACKDROP_STYLE, DIALOG_STYLE } from './dialog-frame.tsx'

export interface Command {
  readonly id: string
  readonly label: string
  readonly group: string
  readonly icon?: ReactNode
  readonly onRun: () => void
}

interface CommandPaletteProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly commands: readonly Command[]
}

/** Everything one can do or go to, found by typing. Opened by Ctrl+K or Cmd+K wherever one is. */
export function CommandPalette({ open, onOpenChange, commands }: CommandPaletteProps) {
  const { t } = useLingui()
  useShortcut(() => onOpenChange(!open))
  const run = (command: Command) => {
    onOpenChange(false)
    command.onRun()
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP_STYLE} />
        <Dialog.Popup aria-label={t`Commands`} className={DIALOG_STYLE}>
          <Autocomplete.Root
            open
            inline
            items={groupsOf(commands)}
            itemToStringValue={labelOf}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Autocomplete.Input
                aria-label={t`Search commands`}
                placeholder={t`Search commands`}
                className="min-h-12 w-full min-w-0 bg-transparent text-lg outline-none"
              />
            </div>
            <Autocomplete.Empty className="text-muted not-empty:px-4 not-empty:py-8 not-empty:text-center">
              <Trans>Nothing fits. Try another word.</Trans>
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 overflow-y-auto p-1.5 outline-none empty:hidden">
              {(group: CommandGroup) => (
                <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-1.5">
                  <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-muted">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => <Entry key={command.id} command={command} onRun={run} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <div className="flex items-center justify-between gap-3 border-t border-line bg-sunken px-4 py-2 text-xs text-muted">
            <Trans>Arrow keys choose, Enter runs</Trans>
            <Dialog.Close className="min-h-6 rounded-small border border-edge bg-surface px-1.5 hover:bg-hover">
              <Trans>Close</Trans>
            </Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Entry({ command, onRun }: { readonly command: Command; readonly onRun: (command: Command) => void }) {
  return (
    <Autocomplete.Item
      value={command}
      onClick={() => onRun(command)}
      className="flex min-h-9 items-center gap-2.5 rounded-small border border-transparent px-2.5 outline-none select-none data-highlighted:bg-accent-soft [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
    >
      {command.icon}
      <span className="min-w-0">{command.label}</span>
    </Autocomplete.Item>
  )
}

interface CommandGroup {
  readonly value: string
  readonly items: Command[]
}

function groupsOf(commands: readonly Command[]): CommandGroup[] {
  return Array.from(
    Map.groupBy(commands, ({ group }) => group),
    ([value, items]) => ({ value, items }),
  )
}

function labelOf(command: Command): string {
  return command.label
}

function useShortcut(onPress: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      onPress()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [onPress])
}
