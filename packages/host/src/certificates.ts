import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { err, ok, type Result } from '@latchkey/core/result'

const PEM = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g

/** The certificates in a PEM file, each as its own text. One that cannot be read spoils the file: it is there to be trusted. */
export function readCertificates(path: string): Result<readonly string[], 'unreadable' | 'no-certificate'> {
  const text = textOf(path)
  if (text === null) return err('unreadable')
  const certificates = text.match(PEM) ?? []
  return certificates.length > 0 && certificates.every(isCertificate) ? ok(certificates) : err('no-certificate')
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
