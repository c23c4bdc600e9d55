/** The refusals of signing in and of who may do what. Part of the table in refusals.ts, which checks their form. */
export const PEOPLE_REFUSALS = {
  SECOND_FACTOR_REQUIRED: {
    sentence: 'Your second factor is needed.',
    cause: 'The password was right; this sign-in also asks for an authenticator app or a passkey.',
    wayOut: 'Enter the code of your app, use your passkey, or enter a recovery code; if you have none yet, set one up.',
    httpStatus: 403,
    exitCode: 76,
  },
  SECOND_FACTOR_FAILED: {
    sentence: 'This second factor does not fit.',
    cause: 'The code was mistyped, was used before, or is too old; or the passkey is not one of yours.',
    wayOut: 'Wait for the next code of your app and check the time of that device, or enter a recovery code.',
    httpStatus: 401,
    exitCode: 77,
  },
  STEP_UP_REQUIRED: {
    sentence: 'Please show once more that it is you.',
    cause: 'This is asked for within five minutes before anything that could do harm.',
    wayOut: 'Enter the code of your app, use your passkey, or, if you have neither, enter your password.',
    httpStatus: 403,
    exitCode: 78,
  },
  CROSS_SITE: {
    sentence: 'This request came from a page of another site.',
    cause: 'What is done with a sign-in in the browser is taken from our own pages only.',
    wayOut: 'Open the portal or console itself and do it there; programs use an API token.',
    httpStatus: 403,
    exitCode: 79,
  },
  LAST_ADMIN: {
    sentence: 'There would be no administrator left.',
    cause: 'This is the only one who can let others in.',
    wayOut: 'Make somebody else an administrator first.',
    httpStatus: 409,
    exitCode: 80,
  },
  PASSWORD_TOO_SHORT: {
    sentence: 'Your password is too short to stand alone.',
    cause: 'A password without a second factor beside it has at least 15 characters.',
    wayOut: 'Choose a longer password first, or add another second factor before you remove this one.',
    httpStatus: 409,
    exitCode: 81,
  },
} as const
