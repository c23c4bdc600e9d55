/** The refusals of webhooks and downloads. Part of the table in refusals.ts, which checks their form. */
export const OUTSIDE_REFUSALS = {
  ADDRESS_REFUSED: {
    sentence: 'Nothing can be sent to this address.',
    cause: 'Messages go by https to public addresses of the internet only, never into the server’s own network.',
    wayOut: 'Give an https address that is reached from the internet, by its name.',
    httpStatus: 422,
    exitCode: 90,
  },
  TOO_MANY: {
    sentence: 'There are as many of these as there may be.',
    cause: 'Their number is limited, so that one server can serve them all.',
    wayOut: 'End one that is no longer needed, then try again.',
    httpStatus: 409,
    exitCode: 91,
  },
  DOWNLOAD_LINK_INVALID: {
    sentence: 'This download link does not work.',
    cause: 'It is older than 15 minutes, or was cut short or altered on its way.',
    wayOut: 'Sign in to the portal and choose Download again.',
    httpStatus: 403,
    exitCode: 95,
  },
  FILE_MISSING: {
    sentence: 'This file is not in the storage of the downloads.',
    cause: 'It was removed or renamed there, or was never put there.',
    wayOut: 'Tell your vendor, and name the file.',
    httpStatus: 404,
    exitCode: 92,
  },
  FILE_CHANGED: {
    sentence: 'This file is not the one that was published.',
    cause: 'It was changed in the storage of the downloads, and its checksum is no longer the published one.',
    wayOut: 'Do not use a copy of it; tell your vendor, and name the file.',
    httpStatus: 409,
    exitCode: 93,
  },
  STORAGE_DOWN: {
    sentence: 'The storage of the downloads does not answer.',
    cause: 'It is switched off, out of reach, or refuses the license server.',
    wayOut: 'Try again in a few minutes; if it goes on, tell your vendor.',
    httpStatus: 503,
    exitCode: 94,
  },
} as const
