/**
 * `deliveries` holds what a row of the stream shows and what is filtered by, and nothing heavy, so that a million rows can
 * be paged. AUTOINCREMENT: a sequence number is never given twice, not even after the newest delivery was removed.
 */
export const deliveries = `
CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  endpoint_id TEXT NOT NULL,
  received_at REAL NOT NULL,
  provider TEXT COLLATE NOCASE,
  provider_by TEXT,
  event_type TEXT COLLATE NOCASE,
  event_id TEXT,
  call_id TEXT,
  method TEXT NOT NULL,
  target TEXT NOT NULL,
  size INTEGER NOT NULL,
  summary TEXT NOT NULL,
  verification_state TEXT NOT NULL,
  verification_reason TEXT NOT NULL,
  conformance_state TEXT NOT NULL,
  issue_count INTEGER NOT NULL,
  answer_status INTEGER,
  answer_ms REAL,
  deadline_ms REAL,
  attempt INTEGER NOT NULL,
  attempts_documented INTEGER,
  replays INTEGER NOT NULL DEFAULT 0,
  aborted INTEGER NOT NULL,
  sample INTEGER NOT NULL,
  handshake TEXT
) STRICT;

CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id);
CREATE INDEX deliveries_provider ON deliveries (provider);
CREATE INDEX deliveries_event_type ON deliveries (event_type);
CREATE INDEX deliveries_verification ON deliveries (verification_state);
CREATE INDEX deliveries_conformance ON deliveries (conformance_state);
CREATE INDEX deliveries_call ON deliveries (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX deliveries_event ON deliveries (event_id, endpoint_id, provider, attempt) WHERE event_id IS NOT NULL;
CREATE INDEX deliveries_order ON deliveries (seq, received_at, answer_status);

CREATE TABLE delivery_details (
  seq INTEGER PRIMARY KEY REFERENCES deliveries (seq) ON DELETE CASCADE,
  request TEXT NOT NULL,
  verification TEXT NOT NULL,
  conformance TEXT NOT NULL,
  answer TEXT
) STRICT;

-- bytes is null where the body is a file of the bodies folder.
CREATE TABLE bodies (
  seq INTEGER PRIMARY KEY REFERENCES deliveries (seq) ON DELETE CASCADE,
  size INTEGER NOT NULL,
  bytes BLOB
) STRICT;
CREATE INDEX bodies_in_files ON bodies (seq, size) WHERE bytes IS NULL;

CREATE TABLE replays (
  id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES deliveries (seq) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  UNIQUE (seq, number)
) STRICT;

CREATE TABLE replay_bodies (
  replay_id TEXT PRIMARY KEY REFERENCES replays (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What the search index has yet to forget.
CREATE TABLE removals (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER NOT NULL
) STRICT;
`
