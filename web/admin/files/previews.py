"""From the preview of a draft to what is shown of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.analysis import WordReading
from searcher.alerts.review import AlertReview
from searcher.drafts.checking import Mistake
from searcher.drafts.golden import GoldenHit, GoldenResult
from searcher.drafts.names import JoinedValue, NameEffect, NamesEffect
from searcher.drafts.previewing import Preview
from searcher.drafts.readings import QueryEffect
from searcher.drafts.settings import SettingChange
from searcher.drafts.texts import Difference
from searcher.tag_review import RuleReview
from web.admin.files.page import (
    Cell,
    EffectRow,
    EffectTable,
    MistakeRow,
    ShownDifference,
    ShownPreview,
)
from web.admin.files.words import describe_step
from web.i18n import Language
from web.messages import describe
from web.shortening import shorten

_LONGEST_LINE = 160


def present_preview(preview: Preview, language: Language) -> ShownPreview:
    """What a draft without mistakes does."""
    return ShownPreview(
        difference=present_difference(preview.difference, language),
        tables=tuple(_present_tables(preview, language)),
        steps=tuple(describe_step(step, language) for step in preview.steps),
        notes=tuple(_list_notes(preview, language)),
    )


def present_difference(difference: Difference, language: Language) -> ShownDifference:
    """What changed from one text to another."""
    return ShownDifference(
        summary=count_lines(difference.added, difference.removed, language),
        lines=difference.lines,
    )


def count_lines(added: int, removed: int, language: Language) -> str:
    """How many lines came and went, in words."""
    if not added and not removed:
        return language.gettext("No line changed.")
    return language.gettext(
        "Lines added: %(added)s, removed: %(removed)s.",
        added=language.format_number(added),
        removed=language.format_number(removed),
    )


def present_mistakes(
    mistakes: Sequence[Mistake], text: str, language: Language
) -> tuple[MistakeRow, ...]:
    """Mistakes with the lines that they are in."""
    lines = text.split("\n")
    return tuple(_present_mistake(mistake, lines, language) for mistake in mistakes)


def _present_mistake(mistake: Mistake, lines: Sequence[str], language: Language) -> MistakeRow:
    line = mistake.line or 0
    is_there = 0 < line <= len(lines)
    shown = shorten(lines[line - 1].strip(), _LONGEST_LINE) if is_there else ""
    return MistakeRow(
        line=line,
        place=language.gettext("Line %(line)s", line=line) if line else "",
        text="".join(sign if sign.isprintable() else "�" for sign in shown),
        reason=mistake.reason,
    )


def _list_notes(preview: Preview, language: Language) -> Iterator[str]:
    if preview.is_curtailed:
        yield language.gettext("Time was up before all of it was tried.")
    if not preview.is_served:
        yield language.gettext("There is no index yet to try it with.")


def _present_tables(preview: Preview, language: Language) -> Iterator[EffectTable]:
    _ = language.gettext
    now_and_then = _("Now"), _("Then")
    if preview.names is not None and preview.names.total:
        yield _present_names(preview.names, language)
    if preview.queries:
        is_counted = all(one.found_after is not None for one in preview.queries if not one.error)
        yield EffectTable(
            caption=_("How queries are read"),
            heads=(_("Query"), *now_and_then),
            rows=tuple(_present_query(one, language) for one in preview.queries),
            below=""
            if is_counted
            else _("How many articles they find then is known when the index is built."),
        )
    if preview.rules:
        yield EffectTable(
            caption=_("What the rules tag"),
            heads=(_("Tag"), *now_and_then),
            rows=tuple(_present_rule(one, language) for one in preview.rules),
        )
    if preview.alerts:
        yield EffectTable(
            caption=_("What the alerts find today"),
            heads=(_("Alert"), _("Query"), _("Articles")),
            rows=tuple(_present_alert(one, language) for one in preview.alerts),
        )
    if preview.golden:
        yield present_golden(preview.golden, language)
    if preview.settings:
        yield EffectTable(
            caption=_("Settings that change"),
            heads=(_("Setting"), *now_and_then),
            rows=tuple(map(_present_setting, preview.settings)),
        )


def _present_names(names: NamesEffect, language: Language) -> EffectTable:
    _ = language.gettext
    left = names.total - len(names.values)
    below = _("And %(count)s more.", count=language.format_number(left)) if left else ""
    return EffectTable(
        caption=_("Names that change"),
        heads=(_("Value"), _("Now"), _("Then")),
        rows=tuple(_present_name(value, language) for value in names.values),
        below=below,
    )


def _present_name(value: NameEffect, language: Language) -> EffectRow:
    joined = [
        language.gettext("with %(name)s", name=_name_joined(one, language)) for one in value.joined
    ]
    return EffectRow(
        name=value.id,
        before=Cell(
            lines=_list_names(value.before), aside=_count_articles(value.articles, language)
        ),
        after=Cell(lines=(*_list_names(value.after), *joined)),
        note=language.gettext("joined") if joined else "",
        tone="odd" if joined else "",
    )


def _name_joined(one: JoinedValue, language: Language) -> str:
    name = one.names[0] if one.names else one.id
    return f"{name} ({_count_articles(one.articles, language)})"


def _list_names(names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{lang}: {name}" for lang, name in names.items())


def _present_query(effect: QueryEffect, language: Language) -> EffectRow:
    if effect.error is not None:
        said = describe(effect.error, language)
        return EffectRow(
            name=effect.query, before=Cell(), after=Cell(), note=said.detail, tone="bad"
        )
    return EffectRow(
        name=effect.query,
        before=_present_words(effect.before, effect.found_before, language),
        after=_present_words(effect.after, effect.found_after, language),
        note="" if effect.is_changed else language.gettext("the same"),
        tone="odd" if effect.is_changed else "",
    )


def _present_words(words: Sequence[WordReading], found: int | None, language: Language) -> Cell:
    aside = "" if found is None else _count_articles(found, language)
    return Cell(lines=tuple(_write_word(word, language) for word in words), aside=aside)


def _write_word(word: WordReading, language: Language) -> str:
    parts = [f"{word.text} → {', '.join(word.lemmas or (word.surface,))}"]
    if word.ring:
        parts.append(language.gettext("also: %(names)s", names=", ".join(word.ring)))
    if "name" in word.rules and word.names:
        parts.append(language.gettext("name keys: %(keys)s", keys=", ".join(word.names)))
    if "exception" in word.rules:
        parts.append(word.dictionary)
    return "; ".join(parts)


def _present_rule(rule: RuleReview, language: Language) -> EffectRow:
    before = () if rule.indexed is None else (rule.indexed,)
    after = () if rule.query is None else (rule.query,)
    return EffectRow(
        name=rule.tag,
        before=Cell(lines=before, aside=_count_articles(rule.tagged, language)),
        after=Cell(
            lines=after,
            aside=_count_articles(rule.found, language)
            if rule.query is not None
            else language.gettext("no more"),
        ),
        note="" if rule.is_due else language.gettext("the same"),
        tone="odd" if rule.is_due else "",
    )


def _present_alert(review: AlertReview, language: Language) -> EffectRow:
    query = review.read if review.read is not None else review.alert.query
    found = Cell(lines=(language.format_number(review.found),))
    return EffectRow(name=review.alert.id, before=Cell(lines=(query,)), after=found)


def present_golden(results: Sequence[GoldenResult], language: Language) -> EffectTable:
    """What golden queries find in the index that is served."""
    _ = language.gettext
    failed = sum(not result.is_met for result in results)
    below = language.ngettext(
        "%(count)s query does not find what it must.",
        "%(count)s queries do not find what they must.",
        failed,
        count=language.format_number(failed),
    )
    return EffectTable(
        caption=_("Golden queries in the index that is served"),
        heads=(_("Query"), _("Must find"), _("Finds")),
        rows=tuple(_present_golden_query(result, language) for result in results),
        below=below if failed else _("Every query finds what it must."),
    )


def _present_golden_query(result: GoldenResult, language: Language) -> EffectRow:
    within = result.query.within
    aside = (
        language.gettext("in the first %(count)s", count=language.format_number(within))
        if within
        else language.gettext("anywhere")
    )
    return EffectRow(
        name=result.query.q,
        before=Cell(
            lines=tuple(_write_hit(hit, language) for hit in result.hits),
            aside=aside,
        ),
        after=Cell(lines=(_count_articles(result.total, language),)),
        note=language.gettext("found") if result.is_met else language.gettext("not found so"),
        tone="good" if result.is_met else "bad",
    )


def _write_hit(hit: GoldenHit, language: Language) -> str:
    name = f"{hit.title} ({hit.id})" if hit.title else hit.id
    return f"{name}: {_tell_place(hit, language)}"


def _tell_place(hit: GoldenHit, language: Language) -> str:
    if hit.place:
        return language.gettext("place %(place)s", place=language.format_number(hit.place))
    if hit.is_found:
        return language.gettext("far down")
    return language.gettext("not found") if hit.title else language.gettext("not in the index")


def _present_setting(change: SettingChange) -> EffectRow:
    return EffectRow(
        name=change.name, before=Cell(lines=(change.before,)), after=Cell(lines=(change.after,))
    )


def _count_articles(count: int, language: Language) -> str:
    return language.ngettext(
        "%(count)s article", "%(count)s articles", count, count=language.format_number(count)
    )
