/** The refusals that only happen on a PC: no server answers with them. Part of the table in refusals.ts, which checks their form. */
export const PC_REFUSALS = {
  RESPONSE_NOT_FOR_THIS_HOST: {
    sentence: 'This response was made for another PC or another request.',
    cause: 'A response answers one request, on the PC that made it.',
    wayOut: 'Load it on {hostName|the PC that made the request}, or make a new request here.',
    httpStatus: null,
    exitCode: 42,
  },
  RESPONSE_UNTRUSTED: {
    sentence: 'The answer is not signed by the license server this PC trusts.',
    cause: 'It was damaged or altered on its way, or comes from another server.',
    wayOut:
      'Check the way to the license server under "Help and settings". If the server was set up anew, forget the old one there.',
    wayOutByCommand:
      'Check the server address; if it is right and was set up anew, forget the old one with "license-wizard doctor --forget-server".',
    httpStatus: null,
    exitCode: 43,
  },
  FILE_UNREADABLE: {
    sentence: 'This is no response of the license server: {path|the file is of another kind}.',
    cause: 'It is of another kind, larger than 256 KiB, or was damaged or cut short on its way.',
    wayOut: 'Download the response once more and carry the whole file; nothing was changed here.',
    httpStatus: null,
    exitCode: 31,
  },
  RESPONSE_STALE: {
    sentence: 'This response is too old.',
    cause: 'A response is loaded within 30 days.',
    wayOut: 'Make a new request on this PC and have it answered; nothing was changed here.',
    httpStatus: null,
    exitCode: 32,
  },
  RESPONSE_USED: {
    sentence: 'No request that waits here is answered by this response.',
    cause: 'It was loaded already, or its request was finished over the network.',
    wayOut: 'Nothing is left to do; Step 1 shows the licenses of this PC.',
    wayOutByCommand: 'Nothing is left to do; "license-wizard list" shows the licenses of this PC.',
    httpStatus: null,
    exitCode: 33,
  },
  STORE_DENIED: {
    sentence: 'The licenses of this PC cannot be written to {path|their folder}.',
    cause: 'This user may not write there, a file is in its place, or the disk is full.',
    wayOut: 'Ask an administrator for write access there, or for room on the disk, then try again.',
    wayOutByCommand: 'Ask an administrator for write access there, or choose another folder with --store.',
    httpStatus: null,
    exitCode: 45,
  },
  STORE_DAMAGED: {
    sentence: 'A file of the licenses on this PC is damaged: {path|its name could not be read}.',
    cause: 'It was edited or cut short, or this PC has lost the keys to verify it by.',
    wayOut:
      'Start the License Wizard again when this PC has a network: the file is fetched again by itself. The license stays yours.',
    wayOutByCommand: 'Run "license-wizard repair": it fetches the file again.',
    httpStatus: null,
    exitCode: 46,
  },
  STORE_NEWER: {
    sentence: 'The licenses of this PC were kept by a newer License Wizard: {path|a file in their folder}.',
    cause: 'A newer version has been at work here, and this one could spoil what it cannot read.',
    wayOut: 'Start the newer License Wizard, or install it here once more; nothing was changed.',
    httpStatus: null,
    exitCode: 34,
  },
  SETTINGS_DAMAGED: {
    sentence: 'Your settings cannot be read: {path|their file is damaged}.',
    cause: 'Their file was edited or cut short. Language, proxy and certificates chosen earlier are not used.',
    wayOut: 'Choose them again under "Help and settings": the file is then written anew.',
    wayOutByCommand:
      'Delete the file, or choose them again in the License Wizard under "Help and settings": it is then written anew.',
    httpStatus: null,
    exitCode: 35,
  },
  CA_FILE_UNREADABLE: {
    sentence: 'The file with certificates cannot be used: {path|it holds none}.',
    cause: 'It is not there, this user may not read it, or it holds no certificate (PEM).',
    wayOut: 'Choose another one, or none, under "Help and settings" > "Server, proxy and certificates".',
    wayOutByCommand: 'Name another one with --ca or LATCHKEY_CA, or leave it out.',
    httpStatus: null,
    exitCode: 36,
  },
  STORE_BUSY: {
    sentence: 'Another License Wizard is at work on this PC.',
    cause: 'Only one at a time may change the licenses of a PC.',
    wayOut: 'Finish or close the other one, then try again.',
    httpStatus: null,
    exitCode: 47,
  },
  DEVICE_KEY_DAMAGED: {
    sentence: 'The device key of this PC cannot be read: {path|its file is damaged}.',
    cause:
      'It was edited or cut short, or is no P-256 key; without it this PC cannot show that its licenses are its own.',
    wayOut:
      'Put the file back from a backup. If there is none, ask Support to return the licenses of this PC, delete the file, and activate them again.',
    httpStatus: null,
    exitCode: 56,
  },
  SERVER_NOT_SET: {
    sentence: 'This PC does not know its license server yet.',
    cause: 'No address was named, and none is remembered from an earlier contact.',
    wayOut:
      'Enter its address under "Help and settings" > "Server, proxy and certificates"; it is in the mail of your order.',
    wayOutByCommand: 'Name it with --server or LATCHKEY_SERVER; the address is in the mail of your order.',
    httpStatus: null,
    exitCode: 67,
  },
  NETWORK_DNS: {
    sentence: 'The license server{ server|} was not found.',
    cause: 'Its name could not be looked up: this PC is offline, or the name is wrong.',
    wayOut: 'Check the network and the server name.',
    httpStatus: null,
    exitCode: 60,
  },
  NETWORK_REFUSED: {
    sentence: 'The license server{ server|} does not answer.',
    cause: 'The machine was reached, but no license server runs there, or a firewall refused.',
    wayOut: 'Try again later; if it stays so, tell whoever runs the server.',
    httpStatus: null,
    exitCode: 61,
  },
  NETWORK_PROXY: {
    sentence: 'The proxy did not let the request through.',
    cause: 'It needs a sign-in, does not know the server, or cannot be reached.',
    wayOut: 'Check it under "Help and settings" > "Server, proxy and certificates", or ask whoever runs the proxy.',
    wayOutByCommand: 'Check HTTPS_PROXY and NO_PROXY, or ask whoever runs the proxy.',
    httpStatus: null,
    exitCode: 62,
  },
  NETWORK_TLS: {
    sentence: 'The connection to the license server{ server|} is not secure.',
    cause: 'Its certificate is not trusted on this PC, has expired, or is for another name.',
    wayOut:
      'If your company uses a certificate authority of its own, name its file under "Help and settings" > "Server, proxy and certificates"; otherwise tell whoever runs the server.',
    wayOutByCommand:
      'If your company uses a certificate authority of its own, name its file with --ca; otherwise tell whoever runs the server.',
    httpStatus: null,
    exitCode: 63,
  },
  NETWORK_TIMEOUT: {
    sentence: 'The license server{ server|} took too long to answer.',
    cause: 'The network is slow or cut, or the server is busy.',
    wayOut: 'Try again; whatever was begun is finished or undone, never doubled.',
    httpStatus: null,
    exitCode: 64,
  },
} as const
