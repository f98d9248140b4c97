-- A browser's pushes end with the session it was last offered in: whoever sits down next is not told of the last one's alerts.

-- Empty: from before; the page says it at its next start.
ALTER TABLE push_subscriptions ADD COLUMN session_id BLOB;
