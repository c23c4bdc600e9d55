import { Printed } from '../../app/print.tsx'
import { counted } from './words.ts'

/** A key as it was just issued: the only time it is known whole. */
export interface SheetKey {
  readonly key: string
  readonly order: string
  readonly licenses: readonly { readonly productName: string; readonly edition: string }[]
}

/** One sheet per key, to be laid into a box or sent as PDF: the key, what it is for, and how to use it. */
export function KeySheet(props: {
  readonly vendor: string
  readonly keys: readonly SheetKey[]
  readonly onDone: () => void
}) {
  const { vendor, keys, onDone } = props
  return (
    <Printed onDone={onDone}>
      {keys.map(({ key, order, licenses }) => (
        <section key={key} className="break-after-page p-12 text-lg last:break-after-auto">
          <p className="text-muted">{vendor}</p>
          <h1 className="mt-1 text-2xl">Activation Key</h1>
          <p dir="ltr" className="mt-8 rounded-card border-2 border-text p-6 text-center font-mono text-xl">
            {key}
          </p>
          <dl className="mt-8 grid grid-cols-[8rem_1fr] gap-y-2">
            <dt className="text-muted">Order</dt>
            <dd>{order}</dd>
            <dt className="text-muted">Licenses</dt>
            <dd>
              {Array.from(
                Map.groupBy(licenses, ({ productName, edition }) => `${productName} ${edition}`.trim()),
                ([product, seats]) => (
                  <p key={product}>{`${product}: ${counted(seats.length, 'license')}`}</p>
                ),
              )}
            </dd>
          </dl>
          <ol className="mt-8 list-decimal ps-6">
            <li>Install the product and start its License Wizard.</li>
            <li>Choose “Activate product license”, then Next.</li>
            <li>Use your account and tick “I also have an Activation Key”, or use the key alone.</li>
          </ol>
          <p className="mt-8 text-base text-muted">
            Whoever has this key can activate its licenses. Keep it as you keep money.
          </p>
        </section>
      ))}
    </Printed>
  )
}
