"""The index of chunks: it finds those that hold a term, whatever it has seen before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.analysis.chunks import ChunkIndex

ANALYZER = Analyzer()
CHUNKS = st.sets(
    st.sampled_from(
        (
            "мост,",
            "моста",
            "«Мосты»",
            "помост",
            "мост-река",
            "bridge.",
            "Medzhid's",
            "(Меджид",
            "12",
        )
    )
)


@given(texts=st.lists(CHUNKS, max_size=8), wanted=st.sampled_from(("мост", "bridges", "Меджида")))
def test_finds_the_chunks_that_hold_a_term(texts: list[set[str]], wanted: str) -> None:
    # So few are kept that the index begins anew again and again.
    index = ChunkIndex(ANALYZER.words, most=3)
    (word,) = ANALYZER.words(wanted)
    lemmas, names = set(word.lemmas), set(word.names)
    for chunks in texts:
        expected = {
            chunk
            for chunk in chunks
            for held in ANALYZER.words(chunk)
            if lemmas & set(held.lemmas) or names & set(held.names)
        }
        assert index.find(chunks, lemmas, names) == expected


def test_does_not_tell_where_a_number_may_reach_over_a_blank() -> None:
    index = ChunkIndex(ANALYZER.words)
    assert index.find({"12", "500,"}, {"500"}, ()) is None
    assert index.find({"12", "5000"}, {"12"}, ()) == {"12"}


def test_what_was_learned_is_not_read_again() -> None:
    index = ChunkIndex(ANALYZER.words)
    index.learn("Старый мост, bridges of stone")
    assert len(index) == 5
    assert index.find({"мост,", "bridges"}, {"мост", "bridge"}, ()) == {"мост,", "bridges"}
    assert len(index) == 5
