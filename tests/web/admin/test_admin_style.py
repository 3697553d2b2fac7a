"""The style sheet of the web admin: nothing in it is for nothing."""

from __future__ import annotations

import re

from tests.web.site.test_patterns import STATIC, list_classes

TEMPLATES = STATIC.parent / "admin"
SCRIPTS = STATIC.glob("*.js")


def test_whatever_has_a_style_stands_in_a_template() -> None:
    text = " ".join(
        path.read_text("utf-8")
        for path in (*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.py"), *SCRIPTS)
    ) + (STATIC.parent / "site/templates/base.html").read_text("utf-8")
    words = set(re.findall(r"[\w-]+", text))
    # `tone-{{ sign.tone }}`
    beginnings = set(re.findall(r"([\w-]+-)\{\{", text))
    unused = {
        name
        for name in list_classes("admin.css") - words
        if not any(name.startswith(beginning) for beginning in beginnings)
    }
    assert unused == set()
