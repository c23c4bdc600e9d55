import { useLingui } from '@lingui/react/macro'
import { FileUp } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { Button } from './button.tsx'

interface FileFieldProps {
  readonly label: string
  readonly busy?: boolean
  readonly onFile: (file: File) => void
}

/** A file to be picked, or dropped. What is done with it is told elsewhere; here stands which one it was. */
export function FileField({ label, busy = false, onFile }: FileFieldProps) {
  const { t } = useLingui()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [isOver, setIsOver] = useState(false)
  const take = (file: File | undefined) => {
    if (file === undefined || busy) return
    setName(file.name)
    onFile(file)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files[0])
  }
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-1.5">
      <span id={id} className="text-sm font-medium">
        {label}
      </span>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is the second way; the button is the first */}
      <div
        data-over={isOver}
        onDragEnter={() => setIsOver(true)}
        onDragLeave={() => setIsOver(false)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
        className="flex flex-col items-start gap-3 rounded-card border border-dashed border-line-strong bg-surface p-4 data-[over=true]:border-solid data-[over=true]:bg-sunken sm:flex-row sm:items-center"
      >
        <FileUp aria-hidden className="size-6 shrink-0 text-muted" />
        <p className="min-w-0 flex-1">
          {name === '' ? t`Drop the file here, or choose it.` : <bdi className="wrap-anywhere">{name}</bdi>}
        </p>
        <Button size="small" busy={busy} onClick={() => input.current?.click()}>
          {t`Choose a file`}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={label}
          onChange={({ target }) => {
            take(target.files?.[0])
            // The same file, changed meanwhile, is chosen again.
            target.value = ''
          }}
        />
      </div>
    </div>
  )
}
