"""Requests to an endpoint as one writes them: with curl, in Python and in R."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from web.api.openapi.operations import Operation


@dataclass(frozen=True, slots=True)
class ExampleRequest:
    """A request to try: its address without parameters, these by name, what its answer is, and the
    name of the list in an answer in JSON that makes a table, if there is one."""

    address: str
    query: Mapping[str, str]
    answer: Literal["json", "table", "text"]
    rows: str | None

    @property
    def curl(self) -> str:
        """The command for a shell."""
        if not self.query:
            return f"curl {shlex.quote(self.address)}"
        given = (f"--data-urlencode {shlex.quote(f'{k}={v}')}" for k, v in self.query.items())
        return " \\\n  ".join((f"curl -G {shlex.quote(self.address)}", *given))

    @property
    def python(self) -> str:
        """A script that needs nothing but Python; a comment tells how pandas goes on."""
        lines = ["import json"] if self.answer == "json" else []
        if self.query:
            lines.append("from urllib.parse import urlencode")
        lines += ["from urllib.request import urlopen", "", f"address = {_quote(self.address)}"]
        if self.query:
            lines += [f"query = {json.dumps(dict(self.query), ensure_ascii=False)}"]
            lines += ['address += "?" + urlencode(query)']
        lines.append("with urlopen(address) as answer:")
        if self.answer == "json":
            lines += ["    found = json.load(answer)", "print(json.dumps(found, indent=2))"]
        else:
            lines.append('    print(answer.read().decode("utf-8"))')
        if self.rows:
            lines.append(f"# import pandas; pandas.json_normalize(found[{_quote(self.rows)}])")
        elif self.answer == "table":
            # Else some ids become numbers, and Namibia (NA) is missing.
            read = "pandas.read_csv(address, dtype=str, keep_default_na=False)"
            lines.append(f"# import pandas; {read}")
        return "\n".join(lines)

    @property
    def r(self) -> str:
        """A script for R with nothing but the package jsonlite, where the answer is JSON."""
        lines = ["library(jsonlite)", ""] if self.answer == "json" else []
        lines.append(f"address <- {_quote(self.address)}")
        if self.query:
            given = ", ".join(f"{name} = {_quote(value)}" for name, value in self.query.items())
            lines += [
                f"query <- c({given})",
                'values <- vapply(query, URLencode, "", reserved = TRUE)',
                'query <- paste0(names(query), "=", values, collapse = "&")',
                'address <- paste0(address, "?", query)',
            ]
        match self.answer:
            case "json":
                lines.append("found <- fromJSON(url(address))")
                lines.append(f"head(found${self.rows})" if self.rows else "str(found)")
            case "table":
                lines += [
                    'found <- read.csv(address, encoding = "UTF-8",',
                    '                  colClasses = "character", na.strings = "")',
                    "head(found)",
                ]
            case "text":
                lines.append('cat(readLines(address, encoding = "UTF-8"), sep = "\\n")')
        return "\n".join(lines)


def make_example(
    path: str, operation: Operation, base_url: str, samples: Mapping[str, str], rows: str | None
) -> ExampleRequest:
    """The example of an operation at a path. `samples` has what an archive has: the `id` and the
    `url` of an article, and a query `q`."""
    answer: Literal["json", "table", "text"] = "text"
    if operation.answers:
        answer = "json"
    elif operation.example.get("format") == "csv":
        answer = "table"
    values = {name: samples.get(value, value) for name, value in operation.example.items()}
    for name in list(values):
        place = f"{{{name}}}"
        if place in path:
            path = path.replace(place, quote(values.pop(name), safe=""))
    return ExampleRequest(base_url + path, values, answer, rows)


def _quote(text: str) -> str:
    """A text between quotation marks, as Python and R read it."""
    return json.dumps(text, ensure_ascii=False)
