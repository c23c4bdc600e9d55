/** What is searched for by how it begins, in any case; only who issues a key pays for it. */
export const SEARCH = /* sql */ `
CREATE INDEX orders_by_number ON orders (number COLLATE NOCASE);
`
