"""Storing the records that no export wrote: which article each is, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.addresses import read_address
from indexer.archive.digest import digest_article
from indexer.archive.identity import Identification, Identifier, KnownArticle, differ_by_address
from indexer.archive.journal import ArchiveJournal, RecordPlace
from indexer.archive.store import Archive
from indexer.article import Article, Provenance
from indexer.errors import RecordError
from indexer.importing.copying import link_copy
from indexer.importing.counting import NewNames
from indexer.importing.readers import RawRecord, RevisitedPage
from indexer.importing.records import ArticleBuilder
from indexer.importing.report import Doubt, ImportReport, NearCopy, Taken, Withheld
from indexer.importing.values import MOST_VALUES

_NO_ARTICLE = "revisit of a page without an article"
_NOWHERE = Provenance("", 0, "")

GONE = "its file is gone"
"""Why an article was deleted by an import that mirrors a folder. It comes back with its file."""


@dataclass(frozen=True, slots=True)
class Storer:
    """Stores records, inside a transaction, and reports them. The journal of the archive remembers
    which record gave which id, so that two records that claim one id do not take turns as its
    newest version."""

    archive: Archive
    builder: ArticleBuilder
    report: ImportReport

    def store(self, record: RawRecord, file: str, reader: str) -> None:
        """Store the article of a record. Raises RecordError."""
        article = self.builder.build(record, file, reader)
        self.report.file.built += 1
        place = RecordPlace(file, record.number)
        learned, self.builder.learned = self.builder.learned, []
        brought, self.builder.brought = self.builder.brought, []
        remarks, self.builder.remarks = self.builder.remarks, []
        counts = self.report.file.counts
        healed = self.archive.heal(article)
        found = self._identify(article, file)
        if healed or self.archive.heal(found.article):
            counts.healed += 1
        if record.payload:
            self.archive.add_payload(found.article.id, record.payload)
        if found.known and self._hold_back(found.known, place):
            return
        id_ = found.article.id
        outcome = "unchanged" if self._is_older(found) else self.archive.put(found.article)
        if outcome != "unchanged":
            self._compare_copies(found.article)
        if found.sibling and self.archive.put(found.sibling) == "changed":
            counts.count("changed")
        self.archive.store_labels(learned)
        for remark in remarks:
            self.report.add_doubt(Doubt(place.file, place.record, id_, remark.field, remark.reason))
        counts.weak_dates += any(remark.field == "published" for remark in remarks)
        self.report.named.update((kind, id_) for kind, id_, _, _ in learned)
        for kind, name in brought:
            self.report.file.names.setdefault(kind, NewNames()).add([name], 1)
        self._tell_countries(article)
        counts.count(outcome)
        is_renamed = (
            id_ != article.id and found.how == "new" and not self.builder.derives_id(article)
        )
        if is_renamed:
            self.archive.add_given_id(id_, article.id)
        if outcome != "unchanged" and (is_renamed or found.how not in {"new", "id"}):
            self.report.add_taken(Taken(place.file, place.record, id_, found.how))
        self._meet(id_, place)

    def revisit(self, page: RevisitedPage, file: str) -> None:
        """Let the article of a page be at one more address. Raises RecordError where the archive
        has none, and the page is not in this file either."""
        known = Identifier(self.archive).find_page(page.of, page.payload)
        if known is None and page.is_here:
            skipped = self.report.file.skipped
            skipped[_NO_ARTICLE] = skipped.get(_NO_ARTICLE, 0) + 1
            return
        place = RecordPlace(file, page.number)
        if known is None:
            reason = "a revisit of a page that was not imported; import its crawl first"
            raise RecordError("", f"{reason}: {page.of}")
        if self._hold_back(known, place):
            return
        article = known.article
        if article is None:
            raise RecordError("", f"a revisit of an article whose text is damaged: {known.id}")
        self.report.file.counts.count(self.archive.put(_add_address(article, page.url)))
        self._meet(known.id, place)

    def _hold_back(self, known: KnownArticle, place: RecordPlace) -> bool:
        """Whether a record of an article must not be stored. One that only went with its file comes
        back."""
        if known.deleted is None:
            return False
        if known.deleted == GONE and self.archive.restore(known.id):
            self.report.file.counts.returned += 1
            return False
        held = Withheld(place.file, place.record, known.id, known.deleted)
        self.report.add_withheld(held)
        return True

    def _meet(self, article_id: str, place: RecordPlace) -> None:
        if self.archive.journal.find_met(article_id) is not None:
            self.report.file.counts.duplicates += 1
        self.archive.journal.note_met(article_id, place)

    def _tell_countries(self, article: Article) -> None:
        if not article.inferred_countries:
            return
        summary = self.report.file
        summary.counts.inferred += 1
        for id_ in article.countries:
            summary.countries[id_] = summary.countries.get(id_, 0) + 1

    def _compare_copies(self, article: Article) -> None:
        """Find out whether an article that was stored says nearly what another one says."""
        known = link_copy(self.archive, article)
        if known is not None:
            origin = article.provenance or _NOWHERE
            copy = NearCopy(origin.file, origin.record, article.id, known.id, known.likeness)
            self.report.add_copy(copy)

    def _identify(self, article: Article, file: str) -> Identification:
        """What a record is. Two records of one run that give one id must say the same, at
        whatever addresses."""
        identifier = Identifier(self.archive)
        if self.builder.derives_id(article):
            return self._settle(identifier.identify(article, _Claimed(self.archive.journal, file)))
        found = self._settle(identifier.identify_given(article))
        origin = self.archive.journal.find_met(found.article.id)
        known = found.known.article if found.known else None
        if (
            origin is not None
            and self.archive.would_change(found.article)
            and not (known and differ_by_address(found.article, known))
        ):
            where = f"{origin.file}, record {origin.record}"
            raise RecordError("id", f"{article.id!r} was given to another text at {where}")
        return found

    def _settle(self, found: Identification) -> Identification:
        """What a record is, in the story that its article has by what was found or decided."""
        return replace(found, article=self.archive.pairs.settle(found.article))

    def _is_older(self, found: Identification) -> bool:
        """Whether a record is what its article was before, met again elsewhere: files of several
        days or mirrors must not take turns as the newest version."""
        known = found.known.article if found.known else None
        if known is None or not self.archive.would_change(found.article):
            return False
        if _name_place(known) == _name_place(found.article):
            return False
        new = found.article
        digest = digest_article(new)
        earlier = (version.article for version in self.archive.versions(new.id))
        return any(
            digest
            == digest_article(replace(text, url=new.url, mirrors=new.mirrors, story=new.story))
            for text in earlier
            if text is not None
        )


@dataclass(frozen=True, slots=True)
class _Claimed:
    """The articles that records of one file are."""

    journal: ArchiveJournal
    file: str

    def __contains__(self, article_id: object) -> bool:
        place = self.journal.find_met(str(article_id))
        return place is not None and place.file == self.file


def _add_address(article: Article, url: str) -> Article:
    """An article that was found at one more address."""
    known = {read_address(known) for known in (article.url, *article.mirrors) if known}
    if read_address(url) in known or len(article.mirrors) >= MOST_VALUES["mirrors"]:
        return article
    return replace(article, mirrors=(*article.mirrors, url))


def _name_place(article: Article) -> tuple[str, int]:
    origin = article.provenance or _NOWHERE
    return origin.file, origin.record
