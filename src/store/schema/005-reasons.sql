-- Which of an issue's posts each rendering holds; nothing for issues that an earlier version froze.
CREATE TABLE variant_posts (
  variant INTEGER NOT NULL REFERENCES variants (id),
  post TEXT NOT NULL,
  PRIMARY KEY (variant, post)
) STRICT, WITHOUT ROWID;

-- The plan by which an issue was sent; empty where none was named.
ALTER TABLE issues ADD COLUMN plan TEXT NOT NULL DEFAULT '';
