import type { AnswerOf, BodyOf } from './operations.ts'

/** Whether a key is what somebody asks to be issued, its text aside: so that whoever imports a file twice gets no second key for an order. */
export function isKeyAsked(
  key: AnswerOf<'getKey'>,
  { legacyKey, products, hostsMax, expiresAt }: BodyOf<'issueKey'>,
): boolean {
  const seats = Map.groupBy(key.licenses, (license) => license.product)
  const isSameProducts =
    seats.size === products.length &&
    products.every(({ product, seats: count }) => seats.get(product)?.length === count)
  const isSameEnd = key.licenses.every((license) => license.expiresAt === (expiresAt ?? null))
  const isSameHosts = hostsMax === undefined || key.hostsMax === hostsMax
  return key.legacy === (legacyKey !== undefined) && isSameProducts && isSameEnd && isSameHosts
}
