/** Asks the person to show once more that it is they; set by the dialog that does, while somebody is signed in. */
type Ask = () => Promise<boolean>

let ask: Ask | null = null

export function onStepUp(next: Ask | null): void {
  ask = next
}

/** True once they did; false when they would not. */
export async function stepUp(): Promise<boolean> {
  return ask === null ? false : ask()
}
