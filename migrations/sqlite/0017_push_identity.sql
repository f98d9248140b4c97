-- Which key a browser subscribed with, whether it must subscribe again, and what it says arrived.

-- When a browser first came is kept beside when it last came: it comes again at every start of the page.
ALTER TABLE push_subscriptions ADD COLUMN offered_at TEXT;
-- The public key the page subscribed with: messages must be signed with the same one. Empty: the oldest there is.
ALTER TABLE push_subscriptions ADD COLUMN vapid_key TEXT;
-- Since when its push service refuses our key. A message that is taken, or subscribing again, ends it.
ALTER TABLE push_subscriptions ADD COLUMN stale_at TEXT;
ALTER TABLE push_subscriptions ADD COLUMN last_received_at TEXT;

-- When the browser itself said that the message is there. What a push service accepts has not arrived yet.
ALTER TABLE deliveries ADD COLUMN received_at TEXT;
