/** The vendor whose wizard this is, as the packager wrote it into the page (scripts/package/page.ts); null for none. */
export interface Vendor {
  readonly name: string
  readonly logoUrl: string | null
}

export function vendorOfPage(): Vendor | null {
  const name = contentOf('vendor')
  return name === null ? null : { name, logoUrl: contentOf('vendor-logo') }
}

function contentOf(name: string): string | null {
  return document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? null
}
