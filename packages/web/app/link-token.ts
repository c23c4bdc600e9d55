/** The secret of a mail's link, which stands behind `#` where no server and no log sees it. */
export function linkToken(): string {
  return decodeURIComponent(location.hash.slice(1))
}
