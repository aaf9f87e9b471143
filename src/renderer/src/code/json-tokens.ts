/** jsonc-parser's `SyntaxKind`, a const enum that exists only in its types. */
export const Kind = {
  OpenBrace: 1,
  CloseBrace: 2,
  OpenBracket: 3,
  CloseBracket: 4,
  Comma: 5,
  Colon: 6,
  Eof: 17,
} as const
