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
-- For scans: filters without an index of their own read this instead of the rows.
CREATE INDEX deliveries_scan ON deliveries (seq, received_at, answer_status, answer_ms, deadline_ms, attempt, size);

-- Counting a million rows again for each change on screen would cost 50 ms.
CREATE TABLE endpoint_counts (
  endpoint_id TEXT PRIMARY KEY,
  deliveries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER count_added AFTER INSERT ON deliveries BEGIN
  INSERT INTO endpoint_counts VALUES (new.endpoint_id, 1)
    ON CONFLICT (endpoint_id) DO UPDATE SET deliveries = deliveries + 1;
END;
CREATE TRIGGER count_removed AFTER DELETE ON deliveries BEGIN
  UPDATE endpoint_counts SET deliveries = deliveries - 1 WHERE endpoint_id = old.endpoint_id;
END;

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

-- What the search index has yet to forget; a delivery that is still there was changed and is indexed anew.
CREATE TABLE removals (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER NOT NULL
) STRICT;
`
