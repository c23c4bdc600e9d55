/** What is shown of an activation key: its last five characters, from left to right in every language. */
export function KeyTail({ last5 }: { readonly last5: string }) {
  return (
    <bdi dir="ltr" className="font-mono text-sm whitespace-nowrap">
      …{last5}
    </bdi>
  )
}
