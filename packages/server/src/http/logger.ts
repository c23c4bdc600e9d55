import { type DestinationStream, type Logger, pino } from 'pino'

const SECRET_NAMES = [
  'password',
  'key',
  'token',
  'accountToken',
  'sessionToken',
  'encryptedKey',
  'request',
  'authorization',
]

/**
 * The server's log: JSON lines. Bodies and headers are never logged; should a secret get in under its own name all the same, it is
 * left out. Written to standard error unless another destination is given.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '(secret)' },
  }
  return pino(options, destination ?? pino.destination(2))
}
