-- The wall between federations is PostgreSQL's (migrations/postgres/0035_walls.sql). An embedded database has no roles and no such setting.
SELECT 1;
