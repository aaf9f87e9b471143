export const endpointsAndSettings = `
CREATE TABLE endpoints (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  provider TEXT,
  target TEXT,
  recipe TEXT,
  created_at REAL NOT NULL,
  config_key TEXT UNIQUE
) STRICT;

-- sealed is opaque: encrypted outside the store.
CREATE TABLE secrets (
  id TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  sealed BLOB NOT NULL,
  added_at REAL NOT NULL,
  last_match_at REAL,
  retired_at REAL
) STRICT;
CREATE INDEX secrets_endpoint ON secrets (endpoint_id);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Tells the search index whether it was made from this database.
CREATE TABLE store_identity (id TEXT NOT NULL) STRICT;
INSERT INTO store_identity VALUES (lower(hex(randomblob(16))));
`
