"""Names as people sort and look for them, whatever the collation of the database is.

Sorted by ICU's root collation where the server has it (not the one that comes along embedded); else by their letters
without accents and capitals. Searched without either, by `plain_words` of the migrations: “osten” finds Østen.
"""

from typing import Any

from django.db.models import CharField, Expression, F, TextField
from django.db.models.lookups import Lookup

ICU = "und-x-icu"
PREFERRED = (ICU, "pg_c_utf8", "C")  # the second knows all capitals, and is there from PostgreSQL 17 on
ASKED = "SELECT collname FROM pg_collation WHERE collname = ANY(%s) AND pg_collation_is_visible(oid)"
_known: dict[tuple[Any, ...], str] = {}


def collation(connection: Any) -> str:
    """Asked once per process and database, past Django: it is no query of a page."""
    settings = connection.settings_dict
    key = tuple(settings.get(name) for name in ("HOST", "PORT", "NAME"))
    if key not in _known:
        connection.ensure_connection()
        found = {name for (name,) in connection.connection.execute(ASKED, [list(PREFERRED)])}
        _known[key] = next(name for name in PREFERRED if name in found)
    return _known[key]


class ByName(Expression):
    """For `order_by`: `ByName("user__name")`."""

    def __init__(self, path: str) -> None:
        super().__init__(output_field=TextField())
        self.source: Any = F(path)

    def get_source_expressions(self) -> list[Any]:
        return [self.source]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.source,) = exprs

    def get_group_by_cols(self) -> list[Any]:
        return list(self.source.get_group_by_cols())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.source)
        chosen = collation(connection)
        if chosen == ICU:
            return f'{column} COLLATE "{ICU}"', params
        return f'plain_words({column} COLLATE "{chosen}") COLLATE "C"', params


class ReadsLike(Lookup):
    """`Q(user__name__reads_like="angela")`: somewhere in it, whatever the accents and capitals of either."""

    lookup_name = "reads_like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        chosen = f'COLLATE "{collation(connection)}"'
        # A query of its own, so that what is looked for is made plain once and not for each row.
        sought = f"(SELECT plain_words(({right})::text {chosen}))"
        return f"strpos(plain_words(({left})::text {chosen}), {sought}) > 0", (*left_params, *right_params)


def register() -> None:
    """Call this in AppConfig.ready()."""
    CharField.register_lookup(ReadsLike)
    TextField.register_lookup(ReadsLike)
