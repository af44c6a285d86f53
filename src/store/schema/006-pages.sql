-- What an issue shows in a browser, until it stands among the site's files.
CREATE TABLE pages (
  newsletter TEXT NOT NULL,
  number INTEGER NOT NULL,
  page TEXT NOT NULL,
  PRIMARY KEY (newsletter, number)
) STRICT, WITHOUT ROWID;
