import { cloneElement, type ComponentProps, type ReactElement, Suspense, useState } from 'react'
import type { Menu } from '../ui/menu.tsx'
import { lazyPart } from './lazy-part.ts'

const LoadedMenu = lazyPart(async () => (await import('../ui/menu.tsx')).Menu)

type Trigger = ReactElement<{ onClick?: () => void; 'aria-haspopup'?: 'menu'; 'aria-expanded'?: boolean }>

/** A menu of every page: its code would be a sixth of what each loads, and is fetched when it is first opened. */
export function LateMenu({ trigger, ...menu }: ComponentProps<typeof Menu> & { readonly trigger: Trigger }) {
  const [isWanted, setIsWanted] = useState(false)
  if (isWanted) {
    return (
      <Suspense fallback={trigger}>
        <LoadedMenu {...menu} trigger={trigger} defaultOpen />
      </Suspense>
    )
  }
  return cloneElement(trigger, { onClick: () => setIsWanted(true), 'aria-haspopup': 'menu', 'aria-expanded': false })
}
