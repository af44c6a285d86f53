-- Times are seconds since 1970, UTC. Texts that compare addresses are `Address::key()`.
CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriptions (
  newsletter TEXT NOT NULL,
  subscriber INTEGER NOT NULL REFERENCES subscribers (id),
  categories TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'unsubscribed')),
  source TEXT NOT NULL,
  consented_on TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (newsletter, subscriber)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscriptions_of ON subscriptions (subscriber);

-- What was said about consent, in order; never changed.
CREATE TABLE consents (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  newsletter TEXT NOT NULL,
  event TEXT NOT NULL,
  source TEXT NOT NULL,
  dated TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE suppressions (
  key TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE issues (
  id INTEGER PRIMARY KEY,
  newsletter TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sending', 'paused', 'done', 'cancelled')),
  reason TEXT NOT NULL DEFAULT '',
  frozen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (newsletter, number)
) STRICT;

-- A post enters one issue of a newsletter; number 0 = before the first issue, never sent.
CREATE TABLE issue_posts (
  newsletter TEXT NOT NULL,
  post TEXT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (newsletter, post)
) STRICT, WITHOUT ROWID;

CREATE TABLE variants (
  id INTEGER PRIMARY KEY,
  issue INTEGER NOT NULL REFERENCES issues (id),
  language TEXT,
  subject TEXT NOT NULL,
  message BLOB NOT NULL
) STRICT;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  issue INTEGER NOT NULL REFERENCES issues (id),
  variant INTEGER NOT NULL REFERENCES variants (id),
  subscriber INTEGER NOT NULL REFERENCES subscribers (id),
  state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'offered', 'accepted', 'deferred',
    'rejected', 'in_doubt', 'skipped', 'cancelled', 'expired')),
  epoch INTEGER NOT NULL DEFAULT 0,
  worker TEXT,
  lease_until INTEGER,
  via TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER,
  first_deferred INTEGER,
  changed_at INTEGER NOT NULL,
  code INTEGER,
  reply TEXT,
  key TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  message_id TEXT NOT NULL,
  token TEXT NOT NULL,
  UNIQUE (issue, subscriber),
  CHECK (state <> 'rejected' OR code BETWEEN 500 AND 599)
) STRICT;

CREATE INDEX deliveries_by_state ON deliveries (issue, state, next_try);
