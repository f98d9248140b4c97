-- A second wall between federations: without the setting vigie.federation a table has no rows, with a federation's id that one's, and
-- with * all. Vigie sets it with every BEGIN, for the transaction alone (server/src/store/scope.rs).

-- Puts a table behind the wall. A migration that makes a table ends with SELECT raise_wall('its_name').
CREATE FUNCTION raise_wall(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    -- Each in a SELECT, so that it is worked out once a statement and not for each row.
    everybodys CONSTANT text := '(SELECT COALESCE(current_setting(''vigie.federation'', true), '''') = ''*'')';
    ones CONSTANT text := '(SELECT NULLIF(NULLIF(current_setting(''vigie.federation'', true), ''''), ''*'')::uuid)';
    inside CONSTANT text := everybodys || ' OR federation_id = ' || ones;
BEGIN
    EXECUTE format('CREATE POLICY federation ON %s USING (%s) WITH CHECK (%s)', walled, inside, inside);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    -- Vigie's role owns its tables, and an owner passes without this.
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
END $$;

DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN
        SELECT t.oid::regclass FROM pg_catalog.pg_class t
        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attname = 'federation_id' AND NOT a.attisdropped
        WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace ORDER BY t.relname
    LOOP
        PERFORM raise_wall(walled);
    END LOOP;
END $$;

-- Behind a wall PostgreSQL looks an expression up in an index only if it cannot tell anything of a row that is not shown, and COALESCE is
-- not among those it knows of.
DROP INDEX alerts_climbing;
CREATE INDEX alerts_climbing ON alerts (
    federation_id, severity,
    (CASE WHEN escalation_step = 0 THEN CASE WHEN queued_at IS NULL THEN opened_at ELSE queued_at END
          WHEN escalated_at IS NULL THEN opened_at ELSE escalated_at END)
) WHERE state = 'new' AND escalation_step < 3;
