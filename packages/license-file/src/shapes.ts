/** Whether a value from outside has a shape. Written by hand, because products embed this package. */
export type Shape = (value: unknown) => boolean

/** Names of the members that may be absent. */
type OptionalNames<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
type RequiredShapes<T> = Readonly<Record<Exclude<keyof T, OptionalNames<T>>, Shape>>
type OptionalShapes<T> = Readonly<Record<OptionalNames<T>, Shape>>

/** An object with the members of T; others are ignored, so that documents of newer servers stay readable. */
export function objectOf<T>(required: RequiredShapes<T>, optional: OptionalShapes<T>): Shape {
  const requiredEntries = Object.entries<Shape>(required)
  const optionalEntries = Object.entries<Shape>(optional)
  return (value) =>
    isObject(value) &&
    requiredEntries.every(([name, shape]) => Object.hasOwn(value, name) && shape(value[name])) &&
    optionalEntries.every(([name, shape]) => !Object.hasOwn(value, name) || shape(value[name]))
}

/** An object with the members of T and no others: what a host asks for must not be half understood. */
export function exactObjectOf<T>(required: RequiredShapes<T>, optional: OptionalShapes<T>): Shape {
  const shape = objectOf<T>(required, optional)
  const names = new Set([...Object.keys(required), ...Object.keys(optional)])
  return (value) => shape(value) && Object.keys(value as object).every((name) => names.has(name))
}

/** One shape per value of the member `tag`. */
export function taggedBy(tag: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value) => {
    if (!isObject(value)) return false
    const name = value[tag]
    return typeof name === 'string' && Object.hasOwn(shapes, name) && shapes[name]?.(value) === true
  }
}

export function arrayOf(item: Shape, countMax = Infinity): Shape {
  return (value) => Array.isArray(value) && value.length <= countMax && value.every(item)
}

/** An object of any names with values of one shape. */
export function recordOf(name: Shape, member: Shape, countMax = Infinity): Shape {
  return (value) => {
    if (!isObject(value)) return false
    const entries = Object.entries(value)
    return entries.length <= countMax && entries.every(([key, content]) => name(key) && member(content))
  }
}

export function oneOf(...values: readonly (string | boolean)[]): Shape {
  return (value) => values.some((allowed) => allowed === value)
}

export function nullOr(shape: Shape): Shape {
  return (value) => value === null || shape(value)
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value) => shapes.some((shape) => shape(value))
}

export function matching(pattern: RegExp): Shape {
  return (value) => typeof value === 'string' && pattern.test(value)
}

/** Any text of so many UTF-16 units. */
export function text(charsMin = 0, charsMax = Infinity): Shape {
  return (value) => typeof value === 'string' && value.length >= charsMin && value.length <= charsMax
}

export function integer(min: number, max: number): Shape {
  return (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
