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
