// Apart from their schemas, because the page's search box needs the words: its policy forbids what zod tries at its start.

/** `checking`: not judged yet, because it takes longer than an answer should wait. */
export const verificationStates = ['verified', 'failed', 'unsigned', 'unverifiable', 'checking'] as const

/** Why the check came out as it did. Closed list, part of the contract: shown, filtered by, and printed by the headless host. */
export const verificationReasons = [
  // verified
  'signature-matches',
  // failed
  'header-missing',
  'header-malformed',
  'timestamp-missing',
  'timestamp-malformed',
  'timestamp-too-old',
  'timestamp-too-new',
  'no-supported-version',
  'unsupported-algorithm',
  'body-hash-mismatch',
  'signature-mismatch',
  // unsigned
  'provider-does-not-sign',
  'handshake',
  // unverifiable
  'no-secret',
  'scheme-not-documented',
  'provider-not-detected',
  'delivery-incomplete',
  'recipe-invalid',
  'check-stopped',
  // checking
  'judged-later',
] as const

/** `checking`: not checked yet, because it takes longer than an answer should wait. */
export const conformanceStates = ['conforms', 'differs', 'no-schema', 'not-json', 'checking', 'no-body'] as const

/** Why a delivery got no answer. `dropped`: a response rule ended the connection. `stopped`: Switchhook was closed before. */
export const unansweredWhys = ['dropped', 'sender-left', 'stopped'] as const

/** What a response rule does with a delivery. */
export const ruleDeeds = ['answer', 'drop', 'cut'] as const
