"""What people want to be called; names written in one way; and the words by which names are found."""

from django.db import migrations, models

from mentoring.accounts import calling
from mentoring.web import cleaning

# Where `unaccent` isn't, and the owner of the database may not create it, what letters are made of tells their base;
# the strokes of some aren't part of that.
PLAIN_WORDS = r"""
DO $do$
DECLARE
    place text;
    without_accents text := $sql$translate(
        replace(replace(replace(replace(replace(replace(
            regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'),
            'ß', 'ss'), 'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'þ', 'th'),
        'øØłŁđĐðÐħĦŧŦıŋŊ', 'oOlLdDdDhHtTinN')$sql$;
BEGIN
    BEGIN
        CREATE EXTENSION IF NOT EXISTS unaccent;
    EXCEPTION WHEN OTHERS THEN
        RAISE NOTICE 'names are found without the extension unaccent: %', SQLERRM;
    END;
    SELECT quote_ident(nspname) INTO place
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'unaccent';
    IF place IS NOT NULL THEN
        without_accents := format('%s.unaccent(%L, words)', place, place || '.unaccent');
    END IF;
    EXECUTE 'CREATE OR REPLACE FUNCTION plain_words(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS '
        || quote_literal('SELECT lower(' || without_accents || ')');
END
$do$
"""


def tidy(apps, schema_editor):
    """Names of before, with each accent on its letter, as forms write them by now; and what their people are called."""
    for pk, name in apps.get_model("accounts", "Organisation").objects.values_list("pk", "name"):
        seen = cleaning.line(name)
        if seen and seen != name:
            apps.get_model("accounts", "Organisation").objects.filter(pk=pk).update(name=seen)
    User = apps.get_model("accounts", "User")
    people = list(User.objects.exclude(name="").only("pk", "name", "called"))
    for person in people:
        person.name = cleaning.line(person.name)
        person.called = calling.first_of(person.name)
    User.objects.bulk_update(people, ["name", "called"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_organisation_idle_days")]
    operations = [
        migrations.RunSQL(PLAIN_WORDS, "DROP FUNCTION IF EXISTS plain_words(text)"),
        migrations.AddField("user", "called", models.CharField(blank=True, db_default="", default="", max_length=150)),
        migrations.RunPython(tidy, migrations.RunPython.noop),
    ]
