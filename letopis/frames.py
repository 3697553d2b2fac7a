"""Rows of answers as data frames of pandas, which is needed for this alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import inspect

if TYPE_CHECKING:
    import pandas as pd

# How a column is converted: days and instants have types of their own in pandas.
_Kind = Literal["day", "instant", "number", "as-it-is"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and under which keys its values stand in a row."""

    keys: tuple[str, ...]
    kind: _Kind

    @property
    def name(self) -> str:
        return "_".join(key.strip("_") for key in self.keys)

    def read(self, row: Mapping[str, Any]) -> Any:
        value: Any = row
        for key in self.keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return list(value) if isinstance(value, tuple) else value


def make_frame(rows: Iterable[object], row_type: type, names: Sequence[str] = ()) -> pd.DataFrame:
    """Rows as a data frame. Columns are called as in the API, those of parts of a row by the part
    (`labels_authors`); with `names` there are those alone, in that order. Lists stay lists, days
    are `datetime64[s]` of the archive's zone, instants `datetime64[us, UTC]`. Raises
    ModuleNotFoundError where pandas is not installed."""
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        error.add_note("Data frames need pandas: pip install 'letopis[notebook]'")
        raise
    records = [msgspec.to_builtins(row, builtin_types=(date, datetime)) for row in rows]
    columns = list(_list_columns(inspect.type_info(row_type), records))
    if names:
        named = {column.name: column for column in columns}
        columns = [named[name] for name in names if name in named]
    return pd.DataFrame(
        {column.name: _make_series(column, records) for column in columns},
        index=pd.RangeIndex(len(records)),
    )


def _make_series(column: Column, records: Sequence[Mapping[str, Any]]) -> pd.Series[Any]:
    import pandas as pd

    values = [column.read(record) for record in records]
    match column.kind:
        case "day":
            return pd.Series(values, dtype="datetime64[s]")
        case "instant":
            return pd.Series(pd.to_datetime(values, utc=True)).astype("datetime64[us, UTC]")
        case "number":
            is_known = any(value is not None for value in values)
            return pd.Series(values, dtype=None if is_known else "float64")
        case "as-it-is":
            return pd.Series(values)


def _list_columns(
    of: inspect.Type, records: Sequence[Any], keys: tuple[str, ...] = ()
) -> Iterator[Column]:
    """The columns of values of a type: those of its parts, where it has some. Fields that no record
    has, as they were not asked for, are none."""
    match _strip(of):
        case inspect.StructType() | inspect.DataclassType() as parts:
            for one in parts.fields:
                name = one.encode_name
                inner = [record[name] for record in records if record and name in record]
                if inner or not records or one.required:
                    yield from _list_columns(one.type, inner, (*keys, name))
        case inspect.DictType() if keys:
            # Labels by language, and what an archive publishes beside what is known.
            for name in dict.fromkeys(name for record in records for name in record or ()):
                yield Column((*keys, name), "as-it-is")
        case inspect.DateType():
            yield Column(keys, "day")
        case inspect.DateTimeType():
            yield Column(keys, "instant")
        case inspect.IntType() | inspect.FloatType():
            yield Column(keys, "number")
        case _:
            yield Column(keys, "as-it-is")


def _strip(of: inspect.Type) -> inspect.Type:
    """A type that may be null or left out, without that."""
    if not isinstance(of, inspect.UnionType):
        return of
    real = [one for one in of.types if not isinstance(one, inspect.NoneType | inspect.CustomType)]
    return real[0] if len(real) == 1 else of
