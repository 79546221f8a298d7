from django.db import migrations

KEEP = """
CREATE FUNCTION keep_security_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    over_before text := current_setting('mentoring.security_over_before', true);
BEGIN
    IF TG_OP = 'DELETE' AND over_before <> '' AND OLD.at < over_before::timestamptz THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: rows are never changed, and deleted only when their time is over', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER security_event_is_append_only BEFORE UPDATE OR DELETE ON security_event
    FOR EACH ROW EXECUTE FUNCTION keep_security_event();
CREATE TRIGGER security_event_is_never_emptied BEFORE TRUNCATE ON security_event
    FOR EACH STATEMENT EXECUTE FUNCTION keep_security_event();
"""
BACK = """
DROP TRIGGER security_event_is_append_only ON security_event;
DROP TRIGGER security_event_is_never_emptied ON security_event;
DROP FUNCTION keep_security_event();
"""


class Migration(migrations.Migration):
    """Rows are deleted only by a transaction that has named a moment, and only those from before it."""

    dependencies = [("security", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, BACK)]
