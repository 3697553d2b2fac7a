"""By which words, names and values an article is known, and how much each tells."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.article import Article
from indexer.schema import analyze_texts
from searcher.query.related import Sign, choose_lemmas, choose_names, choose_values, limit_few
from tests.contracts.test_related import SUBJECTS
from tests.contracts.test_searchers import ANALYZER, make_article


def points_of(signs: Sequence[Sign]) -> dict[str, int]:
    """The terms of some signs with their points."""
    return {sign.match.terms[0]: sign.points for sign in signs if sign.points}


class TestChoice:
    def choose(self, article: Article, articles: int = 1000, **counts: int) -> dict[str, int]:
        """The lemmas chosen, where all but some stand in seven articles, with their points."""
        asked = choose_lemmas(
            analyze_texts(article, ANALYZER),
            ANALYZER.stop_words,
            lambda _, lemma, __: counts.get(lemma, 7),
            articles,
            limit_few(articles),
        )
        return points_of(asked.signs)

    def test_title_words_and_frequent_words_have_more_points(self) -> None:
        body = SUBJECTS[0].split()
        article = make_article("a", "баржа", body=" ".join([*body, "дамба дамба", *body[:3]]))
        points = self.choose(article)
        assert points["баржа"] == points["дамба"] == 3
        assert points["настил"] < 3

    def test_rare_words_have_more_points(self) -> None:
        article = make_article("a", "Слово", body=" ".join(SUBJECTS[:2]))
        rare = {"баржа": 2, "парта": 2, "урок": 2, "дамба": 2}
        assert [lemma for lemma, n in self.choose(article, **rare).items() if n == 3] == [
            "слово", *sorted(rare),
        ]  # fmt: skip

    def test_common_words_are_left_out_where_there_are_enough_others(self) -> None:
        article = make_article("a", "Мост", body=" ".join(SUBJECTS[:2]))
        assert "мост" not in self.choose(article, мост=51)
        assert "мост" in self.choose(article, мост=50)
        assert "мост" in self.choose(make_article("a", "Мост", body="баржа дамба"), мост=900)

    def test_words_of_no_other_article_are_not_asked_for(self) -> None:
        article = make_article("a", "Мост", body=" ".join(SUBJECTS[:2]))
        assert "мост" not in self.choose(article, мост=1)

    def test_stop_words_numbers_and_short_words_are_left_out(self) -> None:
        article = make_article("a", "Они были", body="2014 xy ми28 г то the баржа дамба мост")
        assert set(self.choose(article)) == {"баржа", "дамба", "мост"}

    def test_an_ambiguous_form_counts_once(self) -> None:
        # суд and судно: the one that other forms speak for.
        article = make_article("a", "суда", body="суде суду баржа дамба")
        assert set(self.choose(article)) == {"суд", "баржа", "дамба"}

    def test_few_words_must_all_be_shared(self) -> None:
        texts = analyze_texts(make_article("a", "Баржа", body="дамба"), ANALYZER)
        stops = ANALYZER.stop_words
        assert choose_lemmas(texts, stops, lambda *_: 7, 1000, 50).least == 6
        one = choose_lemmas(texts, stops, lambda _, lemma, __: 1 + (lemma == "дамба"), 1000, 50)
        assert (points_of(one.signs), one.least) == ({"дамба": 3}, 6)

    def test_the_work_for_a_book_is_bounded(self) -> None:
        counted: list[str] = []

        def count(_: str, lemma: str, __: int) -> int:
            counted.append(lemma)
            return 7

        letters = "абвгдежзик"
        words = [f"слов{one}{two}{three}" for one in letters for two in letters for three in "абв"]
        book = make_article("a", "Баржа", body=" ".join([*words, "мост"] * 2))
        texts = analyze_texts(book, ANALYZER)
        telling = choose_lemmas(texts, ANALYZER.stop_words, count, 1000, 50)
        assert len(points_of(telling.signs)) == 30
        assert len(counted) == 200

    def test_a_value_has_the_more_points_the_fewer_have_it(self) -> None:
        holders = {"rare": 2, "known": 300, "everywhere": 600, "alone": 1, "GE": 2, "AZ": 700}
        article = make_article(
            "a", "Мост", tags=("rare", "known", "everywhere", "alone"), countries=("GE", "AZ")
        )
        chosen = choose_values(article, lambda _, value, __: holders[value], 1000)
        assert {(sign.match.values[0], sign.points) for sign in chosen} == {
            ("rare", 4), ("known", 1), ("GE", 1),
        }  # fmt: skip

    def test_names_are_chosen_by_their_keys(self) -> None:
        russian = make_article("a", "Меджид Бабаев", body="мост опора в Новочеркасске")
        english = make_article("a", "Medzhid Babayev", body="a bridge at Novocherkassk")
        chosen = [
            points_of(
                choose_names(
                    analyze_texts(article, ANALYZER), ANALYZER.stop_words, lambda *_: 7, 1000
                )
            )
            for article in (russian, english)
        ]
        assert len(chosen[0].keys() & chosen[1].keys()) >= 3
