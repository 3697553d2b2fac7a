"""Requests to an endpoint as one writes them: with curl, in Python and in R."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from web.api.openapi.operations import Operation


@dataclass(frozen=True, slots=True)
class ExampleRequest:
    """A request to try: its address without parameters, these by name, and what its answer is: the
    name of the list in it that makes a table, if there is one, and whether it is JSON at all."""

    address: str
    query: Mapping[str, str]
    rows: str | None
    is_json: bool

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
        lines = ["import json"] if self.is_json else []
        if self.query:
            lines.append("from urllib.parse import urlencode")
        lines += ["from urllib.request import urlopen", "", f"address = {_quote(self.address)}"]
        if self.query:
            lines += [f"query = {json.dumps(dict(self.query), ensure_ascii=False)}"]
            lines += ['address += "?" + urlencode(query)']
        lines.append("with urlopen(address) as answer:")
        if self.is_json:
            lines += ["    found = json.load(answer)", "print(json.dumps(found, indent=2))"]
        else:
            lines.append('    print(answer.read().decode("utf-8"))')
        if self.rows:
            lines.append(f"# import pandas; pandas.json_normalize(found[{_quote(self.rows)}])")
        elif self.query.get("format") == "csv":
            lines.append("# import pandas; pandas.read_csv(address)")
        return "\n".join(lines)

    @property
    def r(self) -> str:
        """A script for R with the package httr2."""
        given = ", ".join(f"{name} = {_quote(value)}" for name, value in self.query.items())
        lines = ["library(httr2)", "", f"answer <- request({_quote(self.address)}) |>"]
        if given:
            lines.append(f"  req_url_query({given}) |>")
        lines.append("  req_perform()")
        if self.is_json:
            lines.append("found <- resp_body_json(answer, simplifyVector = TRUE)")
            lines.append(f"head(found${self.rows})" if self.rows else "str(found)")
        elif self.query.get("format") == "csv":
            lines.append("found <- read.csv(text = resp_body_string(answer))")
        else:
            lines.append("cat(resp_body_string(answer))")
        return "\n".join(lines)


def make_example(
    path: str, operation: Operation, base_url: str, samples: Mapping[str, str], rows: str | None
) -> ExampleRequest:
    """The example of an operation at a path. `samples` has what an archive has: the `id` and the
    `url` of an article, and a query `q`."""
    values = {name: samples.get(value, value) for name, value in operation.example.items()}
    for name in list(values):
        place = f"{{{name}}}"
        if place in path:
            path = path.replace(place, quote(values.pop(name), safe=""))
    return ExampleRequest(base_url + path, values, rows, is_json=bool(operation.answers))


def _quote(text: str) -> str:
    """A text between quotation marks, as Python and R read it."""
    return json.dumps(text, ensure_ascii=False)
