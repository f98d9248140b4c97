-- Whose help ends, by hand: why and by whom; and whom it was asked to forget before the period was over.
ALTER TABLE persons ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE persons ADD COLUMN archive_reason TEXT;
ALTER TABLE persons ADD COLUMN archived_by UUID;
-- Names, texts and contacts were taken away on request, before the federation's period was over.
ALTER TABLE persons ADD COLUMN erased_at TIMESTAMPTZ;
ALTER TABLE persons ADD COLUMN erased_by UUID;
-- A name is looked up in the whole federation by whoever keeps the register.
CREATE INDEX persons_register ON persons (federation_id, search_name, id);
