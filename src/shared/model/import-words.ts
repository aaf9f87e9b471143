/** Why something cannot be imported. */
export const importReasons = [
  'unknown-format',
  'encoding',
  'syntax',
  'shape',
  'truncated',
  'checksum',
  'not-included',
  'unsupported',
  'too-large',
  'unsafe-path',
  'no-requests',
  'not-a-request',
] as const

/** Name of the endpoint that imports go to where none is chosen. */
export const usualImportEndpoint = 'Imported'
