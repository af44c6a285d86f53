-- Connections that broke at this recipient since the last answer to it.
ALTER TABLE deliveries ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;

-- Those claimed least often go first, so that no delivery keeps the head of the queue.
CREATE INDEX deliveries_in_turn ON deliveries (issue, epoch, id) WHERE state = 'queued';
