-- The last issue of a newsletter that another store sent, where an editor has said so.
CREATE TABLE continuations (
  newsletter TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
