"""alerts.toml: what it may say, and how mistakes in it are told."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from indexer.archive.creating import create_home
from indexer.errors import SettingsError
from indexer.home.alerts import MOST_ALERTS, Alert, parse_alerts, read_alerts

PATH = Path("alerts.toml")
SECRET = "whsec_" + b64encode(b"a" * 32).decode()


def test_what_an_alert_may_say() -> None:
    text = f"""
    [floods]
    ru = "Наводнения"
    en = "Floods"
    query = ' flood OR наводнение '
    hook = "https://news.example.org/hooks/floods?key=1"
    secret = "{SECRET}"
    corrections = true
    public = false

    [all-else]
    query = "-flood"
    """
    floods, rest = parse_alerts(PATH, text)
    assert floods == Alert(
        id="floods",
        names={"ru": "Наводнения", "en": "Floods"},
        query="flood OR наводнение",
        hook="https://news.example.org/hooks/floods?key=1",
        secret=SECRET,
        corrections=True,
        public=False,
    )
    assert floods.hook_host == "news.example.org"
    assert SECRET not in repr(floods)
    assert rest == Alert(id="all-else", names={}, query="-flood")
    assert (floods.name("ru"), floods.name("en"), rest.name("en")) == (
        "Наводнения",
        "Floods",
        "all-else",
    )


def test_a_new_home_has_a_file_without_alerts(tmp_path: Path) -> None:
    home = create_home(tmp_path / "archive")
    assert home.alerts_file.exists()
    assert read_alerts(home.alerts_file) == ()
    # What the comments show is right, but for the secret that everybody has to make.
    shown = home.alerts_file.read_text("utf-8").partition("[floods]")[2]
    lines = ["[floods]", *(line.removeprefix("# ") for line in shown.splitlines())]
    told = "\n".join(line for line in lines if not line.startswith("secret ="))
    (alert,) = parse_alerts(PATH, told)
    assert (alert.corrections, alert.public, alert.secret_variable) == (
        True,
        False,
        "FLOODS_SECRET",
    )


@pytest.mark.parametrize("hook", ["http://localhost:8080/", "http://127.0.0.1/", "http://[::1]:1/"])
def test_this_machine_is_called_in_the_open(hook: str) -> None:
    (alert,) = parse_alerts(PATH, f"[one]\nquery = 'a'\nhook = '{hook}'")
    assert alert.hook == hook


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[one\nquery = 1", "line 1"),
        ("one = 'flood'", "one: expected a table"),
        ("[One]\nquery = 'a'", "One: an ID has small Latin letters"),
        ('["a/b"]\nquery = "a"', "a/b: an ID has"),
        ("[one]\nen = 'One'", "one: has no query"),
        ("[one]\nquery = '  '", "one: has no query"),
        ("[one]\nquery = 3", "one: query: expected a text"),
        ("[one]\nquery = 'a'\npublic = 'no'", "one: public: expected true or false"),
        ("[one]\nquery = 'a'\nhock = 'https://a.example'", "one: unknown key 'hock'"),
        (f"[one]\nquery = 'a'\nen = '{'x' * 300}'", "one: a name has at most"),
        ("[one]\nquery = 'a'\nhook = 'news.example.org'", "one: hook: expected an address"),
        ("[one]\nquery = 'a'\nhook = 'ftp://news.example.org'", "one: hook: expected an address"),
        ("[one]\nquery = 'a'\nhook = 'https:///path'", "one: hook: expected an address"),
        ("[one]\nquery = 'a'\nhook = 'https://a.example:99999'", "one: hook: expected an address"),
        ("[one]\nquery = 'a'\nhook = 'https://[a'", "one: hook: expected an address"),
        ('[one]\nquery = "a"\nhook = "https://a.example/\\r\\nX: y"', "one: hook: expected"),
        ("[one]\nquery = 'a'\nhook = 'http://news.example.org'", "one: hook: expected https"),
        ("[one]\nquery = 'a'\nhook = 'https://me:word@a.example'", "one: hook: a name and a pass"),
        ("[one]\nquery = 'a'\nsecret = 'whsec_'", "one: has a secret, and no hook"),
        (
            f"[one]\nquery = 'a'\nhook = 'https://a.b'\nsecret = '{SECRET}'\nsecret_variable = 'A'",
            "one: has both",
        ),
        (
            "[one]\nquery = 'a'\nhook = 'https://a.example'\nsecret_variable = 'A=B'",
            "one: secret_variable: expected the name",
        ),
        ("\n".join(f"[a{n}]\nquery = 'a'" for n in range(MOST_ALERTS + 1)), "201 alerts"),
    ],
)
def test_a_mistake_is_told_with_its_alert(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_alerts(PATH, text)
    assert told in caught.value.reason


@pytest.mark.parametrize("secret", ["hunter2", "whsec_c2hvcnQ=", "whsec_no base 64 at all, is it"])
def test_a_wrong_secret_is_not_repeated(secret: str) -> None:
    text = f"[one]\nquery = 'a'\nhook = 'https://a.example'\nsecret = '{secret}'"
    with pytest.raises(SettingsError) as caught:
        parse_alerts(PATH, text)
    assert caught.value.reason.startswith("one: secret: expected whsec_")
    assert secret not in str(caught.value)
