-- Since when the help of somebody goes on again whose file was in the archive: the two years without contact count from then at the earliest.
ALTER TABLE persons ADD COLUMN resumed_at TEXT;
