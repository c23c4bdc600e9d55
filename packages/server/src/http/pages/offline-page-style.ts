/**
 * The look of the offline page: the design system's colors and measures (packages/web/ui/tokens.css) for the few elements it has. A file of
 * its own and not the built one, whose name changes with every build, so that the page needs nothing but the server.
 */
export const OFFLINE_PAGE_STYLE = `:root {
  color-scheme: light dark;
  --page: light-dark(#f7f5f1, #121110);
  --surface: light-dark(#ffffff, #1b1a18);
  --text: light-dark(#1d1b16, #f0ede6);
  --muted: light-dark(#5d584e, #aca698);
  --line: light-dark(#e4dfd6, #34312b);
  --edge: light-dark(#8a8375, #7f796c);
  --accent: light-dark(var(--brand-accent-light, #0b5566), var(--brand-accent-dark, #7fcbda));
  --accent-hover: light-dark(var(--brand-accent-hover-light, #083f4c), var(--brand-accent-hover-dark, #a3dbe6));
  --on-accent: light-dark(var(--brand-on-accent-light, #ffffff), var(--brand-on-accent-dark, #06262e));
  --focus: light-dark(#a35a00, #f2b65c);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 40rem; margin-inline: auto; padding: 1rem; }
header { padding-block-start: 2.5rem; font-weight: 600; }
main { padding: 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--surface); }
@media (max-width: 42rem) { main { margin-inline: 1rem; } }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
footer, .muted { color: var(--muted); }
label { display: block; margin-block-end: 0.375rem; font-weight: 500; }
code { font-family: ui-monospace, monospace; font-size: 0.875em; }
input { width: 100%; padding: 0.5rem; border: 1px solid var(--edge); border-radius: 0.5rem; background: var(--surface); color: inherit; font: inherit; }
button { min-height: 2.25rem; padding: 0.25rem 0.875rem; border: 1px solid transparent; border-radius: 0.5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 500; cursor: pointer; }
button:hover { background: var(--accent-hover); }
a { display: inline-block; min-height: 1.5rem; margin-inline-end: 1.5rem; color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
`
