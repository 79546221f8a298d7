from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_change_but_of_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: rows are never changed, and not deleted within a year', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER activity_entry_is_append_only ON activity_entry;
CREATE TRIGGER activity_entry_is_append_only BEFORE UPDATE OR DELETE ON activity_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_of_old();
"""
BACK = """
DROP TRIGGER activity_entry_is_append_only ON activity_entry;
CREATE TRIGGER activity_entry_is_append_only BEFORE UPDATE OR DELETE ON activity_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_but_of_old();
"""


class Migration(migrations.Migration):
    """An administrator may set for how long activity is kept: a year at least."""

    dependencies = [("activity", "0003_never_emptied")]
    operations = [migrations.RunSQL(REFUSE, BACK)]
