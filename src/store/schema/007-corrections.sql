-- Issues that mail a post again to those who had it; they are in no row of issue_posts.
CREATE TABLE corrections (
  newsletter TEXT NOT NULL,
  number INTEGER NOT NULL,
  post TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (newsletter, number)
) STRICT, WITHOUT ROWID;

-- An issue with one rendering had all its posts in it, whatever version froze it.
INSERT OR IGNORE INTO variant_posts (variant, post)
SELECT v.id, p.post FROM variants v JOIN issues i ON i.id = v.issue
JOIN issue_posts p ON p.newsletter = i.newsletter AND p.number = i.number
WHERE (SELECT count(*) FROM variants o WHERE o.issue = i.id) = 1;
