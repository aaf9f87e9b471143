/** Views that everybody has: a title and the query that it stands for. */
export const savedViews = [
  { title: 'Signature failed', query: 'verification:failed' },
  { title: 'Schema differs', query: 'schema:differs' },
  { title: 'Near the deadline', query: 'is:near-deadline' },
] as const
