-- The latest moment by which a newsletter's schedule was looked after with nothing to send.
CREATE TABLE schedules (
  newsletter TEXT PRIMARY KEY,
  served_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
