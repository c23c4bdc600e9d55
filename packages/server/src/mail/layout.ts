/** The parts of a mail; the same ones make its text and its HTML, so that both say the same. */
export type Block =
  | { readonly kind: 'paragraph' | 'footer'; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly hint: string; readonly url: string }

export interface MailPage {
  readonly subject: string
  readonly blocks: readonly Block[]
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

export function textOf({ blocks }: MailPage): string {
  const parts = blocks.map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return plain(block.text)
      case 'link':
        return `${plain(block.label)}:\n${block.url}`
      case 'footer':
        return `-- \n${plain(block.text)}`
    }
  })
  return `${parts.join('\n\n')}\n`
}

/** Lines stay; anything else that would steer a terminal or turn the direction of reading does not. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, ' ')
}

const BODY = 'margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font:16px/1.5 system-ui,sans-serif'
const BUTTON =
  'display:inline-block;padding:10px 16px;background:#1f4f8f;color:#ffffff;border:1px solid #1f4f8f;border-radius:6px;text-decoration:none'
const FOOTER = 'margin:32px 0 0;color:#595959;font-size:14px'

/** No image, no script, nothing from elsewhere: it tells nobody that it was read. */
export function htmlOf({ subject, blocks, locale, direction }: MailPage): string {
  const body = blocks.map((block) => {
    switch (block.kind) {
      case 'paragraph':
        return `<p style="margin:0 0 16px;white-space:pre-line">${escape(plain(block.text))}</p>`
      case 'link':
        return (
          `<p style="margin:24px 0"><a href="${escape(block.url)}" style="${BUTTON}">${escape(block.label)}</a></p>` +
          `<p style="margin:0 0 16px">${escape(block.hint)}<br><span dir="ltr" style="word-break:break-all">${escape(block.url)}</span></p>`
        )
      case 'footer':
        return `<p style="${FOOTER}">${escape(plain(block.text))}</p>`
    }
  })
  return (
    `<!doctype html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>` +
    `<body style="${BODY}"><main style="max-width:600px">${body.join('')}</main></body></html>\n`
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}
