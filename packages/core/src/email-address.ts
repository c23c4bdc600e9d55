/**
 * What may be an e-mail address, everywhere: the practical form of RFC 5321, without quoted names, comments and addresses of machines.
 * Letters outside of ASCII stand in a domain as `xn--`. Nothing it lets through is more than one address in a header of a mail.
 */
export const EMAIL_ADDRESS =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/

/** Longest one that SMTP carries (RFC 5321 4.5.3.1.3, less the angle brackets). */
export const EMAIL_ADDRESS_CHARS_MAX = 254

export function isEmailAddress(text: string): boolean {
  return text.length <= EMAIL_ADDRESS_CHARS_MAX && EMAIL_ADDRESS.test(text)
}
