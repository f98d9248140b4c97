-- What the figures about messages count.

-- The push service a message was sent through; empty for what was tried before there were figures.
ALTER TABLE deliveries ADD COLUMN service TEXT;
CREATE INDEX deliveries_at ON deliveries (federation_id, at);
CREATE INDEX outbox_made ON outbox (federation_id, created_at);
