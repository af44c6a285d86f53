-- Issues that mail what a cancelled one held to those whom it did not reach; they are in no row of issue_posts.
CREATE TABLE rests (
  newsletter TEXT NOT NULL,
  number INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  PRIMARY KEY (newsletter, number)
) STRICT, WITHOUT ROWID;
