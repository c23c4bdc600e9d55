/** The look of everything one types or picks into: one edge, one height, one state of error. */
export const CONTROL_STYLE =
  'min-h-control w-full min-w-0 rounded-control border border-edge bg-surface px-3 text-base text-text shadow-control ' +
  'transition-colors duration-(--lk-quick) hover:border-muted focus-visible:border-focus focus-visible:outline-offset-0 ' +
  'aria-invalid:border-danger aria-disabled:bg-sunken aria-disabled:text-muted [&:is(input,textarea):read-only]:bg-sunken'

/** The popup of a select, a menu or a palette. */
export const POPUP_STYLE =
  'rounded-control border border-line bg-overlay p-1 text-base text-text shadow-overlay outline-none ' +
  'transition-[opacity,scale] duration-(--lk-quick) origin-(--transform-origin) ' +
  'data-starting-style:opacity-0 data-starting-style:scale-98 data-ending-style:opacity-0'
