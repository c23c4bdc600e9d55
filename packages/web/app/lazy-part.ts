import { type FunctionComponent, lazy, type LazyExoticComponent } from 'react'

/** A part of the application that is fetched when it is first shown. */
export function lazyPart<Props>(load: () => Promise<FunctionComponent<Props>>): LazyPart<Props> {
  return lazy(async () => ({ default: await load() }))
}

type LazyPart<Props> = LazyExoticComponent<FunctionComponent<Props>>

/** Every screen with its address below the base, `:id` for the id of what it shows. */
export type Pages = Readonly<Record<string, LazyPart<object>>>
