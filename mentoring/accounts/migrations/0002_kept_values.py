"""The table of the default cache: failed sign-ins, codes that were used. Made as `createcachetable` would make it."""

from django.db import migrations

CREATE = """
CREATE TABLE kept_values (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX kept_values_expires ON kept_values (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE kept_values;")]
