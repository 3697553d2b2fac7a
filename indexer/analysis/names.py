"""Name keys: one key for all spellings of a name, in both alphabets.

`Гаджиев`, `Gadzhiyev`, `Hajiyev` and `Hacıyev` have the key `gajev`. A Latin word is first
respelled: where the neighbours of a letter decide how it is read (`kh`, `c`, `j`, `x`), Cyrillic
takes its place. Then one table turns the letters of both alphabets into sounds, and the sounds that
spellings of a name disagree about become one.

How much becomes one was measured (`benchmarks/measures/names.py`). Vowels carry most of what tells
names apart: with none of them kept but the first letter, a name of the list shares its key with
eight others, with all of them made one with four, with the key as it is with 0.2. So vowels stay,
except for what spellings do disagree about: `e э ё yo`, `i ы й y`, the glide before a vowel,
`ai ei`, a last `e`. Of the consonants these are one:

- `г х h gh kh ğ`, and `к q` with them at the beginning, before a vowel: `Гулиев`, `Кулиев`,
  `Quliyev`. Inside a word `к` stays apart: `Дагаев` and `Дакаев` are two families.
- `ш щ с`, since Latin loses its hooks (`Şuşa`, `Susa`): recall of persons is 0.71 with it, 0.68
  without. `з` and `с` stay apart: that gives half as much, and `Музаев` is not `Мусаев`.
- `ж дж j`, `ц тс ts tz`, `з дз`, `в w`, and `ф` at the end (`-off`).

A `j` is ж (`Javadov`) unless its neighbours or the rest of the word make it a glide (`Čajkovskij`).

What has few sounds is like too many other words: `По`, `Poe`, `РФ` and `RWE` would be two names. It
has its plain transliterations for keys, and meets what is written so. Names whose spellings are not
those of their sounds (`John`, `Джон`) are in a list, `data/names.txt`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files

from indexer.analysis.transliteration import transliterate

_CACHED_KEYS = 10_000

# A key of fewer sounds is that of too many names.
LEAST_SOUNDS = 4

_FIRST_CYRILLIC = "\u0400"

# Before plain transliterations, so that none is the key of other sounds.
_PLAIN = "0"

# Cyrillic letters as sounds: `x` is ч, `c` ц, `w` ш and щ, `j` ж and дж, `g` г and х, `i` also й.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "g", "ц": "c", "ч": "x", "ш": "w", "щ": "w",
    "ы": "i", "э": "e", "ю": "iu", "я": "ia", "ё": "e",
    # Ukrainian, Belarusian, Serbian; Azerbaijani, Abkhaz, Ossetian and Turkic Cyrillic
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "v", "ј": "i", "џ": "j", "ә": "a", "ө": "o",
    "ү": "u", "ұ": "u", "қ": "k", "ҟ": "k", "ғ": "g", "ҕ": "g", "һ": "g", "ҳ": "g", "ҹ": "j",
    "җ": "j", "ҷ": "x", "ҵ": "c", "ӡ": "z", "ҧ": "p", "ԥ": "p", "ҭ": "t", "ң": "n", "ӣ": "i",
    "ӯ": "u", "ӕ": "a",
}  # fmt: skip

# Latin letters as sounds. Of `c` only the hard one is left when a word has been respelled.
_LATIN = {letter: letter for letter in "abdefgiklmnoprstuvz"} | {
    "h": "g", "q": "k", "w": "v", "y": "i", "c": "k", "j": "j", "x": "g",
}  # fmt: skip

_SOUNDS = str.maketrans(_CYRILLIC | _LATIN)

# Latin letters with marks that say more than the letter without them.
_MARKED = {
    "č": "ч", "ć": "ч", "ç": "ч", "š": "ш", "ş": "ш", "ș": "ш", "ś": "ш", "ŝ": "щ", "ž": "ж",
    "ţ": "ц", "ț": "ц", "ğ": "г", "ı": "i", "ə": "a", "ö": "e", "ä": "e", "ø": "e", "ë": "e",
    "å": "o", "æ": "e", "œ": "e", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ß": "s", "ĥ": "х",
}  # fmt: skip


def _list_marked() -> dict[str, str]:
    """Every Latin letter with a mark: as `_MARKED` has it, else the letter below the mark."""
    letters = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if "a" <= base <= "z":
            letters[chr(code)] = base
    return letters | _MARKED


_MODIFIERS = {chr(code): "" for code in range(0x2B0, 0x300)}
_UNMARKED = str.maketrans(_list_marked() | _MODIFIERS)

_DIGRAPHS = {
    "shch": "щ", "sch": "ш", "sh": "ш", "tsch": "ч", "tch": "ч", "tsh": "ч", "ch": "ч", "cz": "ч",
    "dzh": "ж", "dsch": "ж", "dj": "ж", "zh": "ж", "kh": "х", "gh": "г", "ts": "ц", "tz": "ц",
    "ph": "f", "th": "t", "wh": "v", "ck": "k", "ou": "u", "gue": "ge", "gui": "gi",
}  # fmt: skip
_DIGRAPH = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))

# Sounds that are one sound, or part of one. `w` is ш and щ.
_HUSHING = {"j": "j", "dj": "j", "x": "x", "tx": "x", "w": "s", "sx": "s", "wx": "s"}
_SEVERAL = {
    "dz": "z", "ts": "c", "tc": "c", "tw": "c", "io": "e",
    # After a hushing sound о and е are spelling alone: Горбачев, Gorbachov.
    **_HUSHING, **{sound + "o": one + "e" for sound, one in _HUSHING.items()},
    # Names that are spelt in several ways in one alphabet already: Ахмадов and Ахмедов, Магомадов
    # and Магомедов, Маджид and Меджид, Саргсян and Саркисян, Azərbaycan and Azerbaijan.
    "amad": "amed", "gmad": "gmed", "gomad": "gomed", "majid": "mejid", "sargs": "sarkis",
    "sargis": "sarkis", "azarb": "azerb",
}  # fmt: skip
_MERGING = re.compile(
    "|".join(sorted(_SEVERAL.keys() - {"j", "x"}, key=lambda sounds: (-len(sounds), sounds)))
)
_GLIDES = (
    ("ia", "a"), ("ie", "e"), ("iu", "u"), ("ai", "ei"),
    ("ua", "va"), ("ue", "ve"), ("ui", "vi"), ("uo", "vo"),
)  # fmt: skip
_FIRST = {"k": "g", "u": "v"}
# A woman's surname or patronymic has the key of the man's: the Russian dictionary gives that as its
# lemma, so `Гаджиевой` stands in the index as гаджиев.
_ENDINGS = {
    "skoi": "ski", "ckoi": "cki", "skaia": "ski", "ckaia": "cki", "ova": "ov", "eva": "ev",
    "ina": "in", "ovna": "ovix", "evna": "evix", "f": "v", "e": "",
}  # fmt: skip
_ENDING = re.compile(f"(?:{'|'.join(_ENDINGS)})\\Z")
_LAST = tuple(_ENDINGS)
_VOWELS = tuple("aeiou")

_IN_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_DOUBLED = re.compile(r"(.)\1+", re.DOTALL)
_NO_LETTER = re.compile(r"[\W\d_]+")
_NO_SOUND = re.compile(r"[^a-z]+")

# Letters that only Azerbaijani and Turkish have, a `q` without `u`, or a Latin `c` in a name with a
# Russian ending (`Haciyev`): there `c` is дж and `x` is х.
_AZERBAIJANI = re.compile(r"[əığşç]|q(?!u[aeio])|c[aeiou].*[eo]va?$")
# Where these stand, `j` is й: ISO 9 and the Latin of the Slavs and Germans.
_J_IS_GLIDE = re.compile(r"[čćšžđň]|w|[io]j$|aja$|oje$")
_GLIDE = re.compile(
    r"(?<=[^aeou][iy])j(?!an$)|(?<=[aeou])j(?![aeiouy])|(?<=[bfklmpstv])j|(?<=[aeiou])j(?=eva?$)"
)
# Abdullah, Абдулла; -zadeh, -заде; Marie, Мари: the last letter is not heard.
_SILENT_ENDINGS = ("ulah", "adeh", "ie")
_SLAVIC_C = re.compile(r"c(?![hz])")
_SLAVIC_ENDING_C = re.compile(r"c(?=ova?$)")
_SOFT_C = re.compile(r"c(?=[eiy])")
_GUTTURAL_X = re.compile(r"^x|(?<=^m)x|x(?=[lmnruv]|ch)")
# Armenian names begin with a breath that Russian does not write: Harutyunyan, Арутюнян.
_ARMENIAN_H = re.compile(r"h(?=[aeou].*[iy]an$)")
# Johnson, Kahn: not heard, but in Mehmet.
_MUTE_H = re.compile(r"(?<=[aeiou])h(?=n(?![aeiouy]))")

# Words that may be spelt by other rules, and what these make of them. A breath between vowels, and
# Armenian ones at the beginning, are left out (`Shahumyan`, `Getahovit`), the last sound of Spanish
# names is hard (`Gómez`), and Japanese ones follow Hepburn in Latin, Polivanov in Russian (`Fuji`,
# `Kōichi`).
_BREATH = re.compile(r"(?<=[aeiou])h(?=[aeiou])|\Ah(?=[aeou].*(?:[iy]an|ovit|dzi|ich|uni|nyats)$)")
_SPANISH = re.compile(r"(?<=[^aeiou][eé])z\Z")
_SYLLABLE = "(?:[kgsztdnhbpmrwyjf]|sh|ch|ts|[kgnhbpmr]y)?[aiueoāīūēō]"
_JAPANESE = re.compile(rf"(?:{_SYLLABLE}|n'?(?=[^aiueoāīūēō]|\Z)|[kpst](?=[kpstc]))+")
_HEPBURN = (("ch", "t"), ("j", "dz"), ("sh", "s"))


def name_key(word: str) -> str:
    """The key of a folded word (lower case, NFC) in either alphabet: `[a-z]*`.

    Empty where the word has no letters of the two alphabets. Spellings of one name have the same
    key; other names mostly have another one. What a word is found by is told by `NameKeys`.
    """
    if not word.isalpha():
        word = _NO_LETTER.sub("", word)
    word = _DOUBLED.sub(_keep_one, word.replace("ь", "").replace("ъ", ""))
    return _merge(word if _IN_CYRILLIC.search(word) else _respell(word))


def _respell(word: str) -> str:
    """A Latin word with Cyrillic letters for what its neighbours decide."""
    azerbaijani = _AZERBAIJANI.search(word)
    if "j" in word and _J_IS_GLIDE.search(word):
        word = _SLAVIC_C.sub("ц", word.replace("j", "y"))
    if not word.isascii():
        word = word.translate(_UNMARKED)
    if azerbaijani:
        word = word.replace("ch", "ч").replace("c", "ж").replace("x", "х")
    elif "x" in word:
        word = _GUTTURAL_X.sub("х", word).replace("x", "ks")
    if "c" in word:
        word = _SOFT_C.sub("s", _SLAVIC_ENDING_C.sub("ц", word))
    if "h" in word:
        word = _MUTE_H.sub("", word)
        if _ARMENIAN_H.match(word):
            word = word[1:]
    if word.endswith(_SILENT_ENDINGS):
        word = word[:-1]
    word = _DIGRAPH.sub(_read_digraph, word)
    if "j" in word:
        word = _GLIDE.sub("y", word).replace("j", "ж")
    return word


def _read_digraph(match: re.Match[str]) -> str:
    return _DIGRAPHS[match[0]]


def _merge_sounds(match: re.Match[str]) -> str:
    return _SEVERAL[match[0]]


def _merge_ending(match: re.Match[str]) -> str:
    return _ENDINGS[match[0]]


def _keep_one(match: re.Match[str]) -> str:
    return match[1]


def _merge(word: str) -> str:
    """The sounds of a respelled word, those made one that spellings disagree about."""
    sounds = word.translate(_SOUNDS)
    if not (sounds.isascii() and sounds.isalpha() and sounds.islower()):
        sounds = _NO_SOUND.sub("", sounds)
    sounds = _DOUBLED.sub(_keep_one, sounds)
    sounds = _MERGING.sub(_merge_sounds, sounds)
    if sounds.startswith("ie"):
        sounds = sounds[1:]
    # я and ю at the beginning keep their glide, and so does ия at the end: Гурия is not Гура.
    first, rest = sounds[:1], sounds[1:]
    last = "ia" if rest.endswith("ia") else ""
    rest = rest.removesuffix(last)
    for spelling, sound in _GLIDES:
        rest = rest.replace(spelling, sound)
    if first in _FIRST and rest.startswith(_VOWELS):
        first = _FIRST[first]
    sounds = first + rest + last
    if sounds.endswith(_LAST):
        sounds = _ENDING.sub(_merge_ending, sounds)
    return _DOUBLED.sub(_keep_one, sounds)


def is_of_sounds(key: str) -> bool:
    """Whether a key has sounds enough to tell names from others."""
    return not key.startswith(_PLAIN)


class NameKeys:
    """The keys by which names are found: of their sounds, or as they are written where those are
    few; irregular names have those of their other spellings too."""

    def __init__(self) -> None:
        # Forms of a name come near one another, and have the same lemma.
        self._list_cached = lru_cache(maxsize=_CACHED_KEYS)(self._list)

    def list(self, word: str) -> tuple[str, ...]:
        """The keys of a folded word in either alphabet; none where it has no letters of the two."""
        return self._list_cached(word)

    def _list(self, word: str) -> tuple[str, ...]:
        others = self._irregular.get(word, ())
        if not others and word >= _FIRST_CYRILLIC:
            return tuple(_list_keys(word))
        spellings = (word, *_respell_otherwise(word), *others)
        return tuple(dict.fromkeys(key for one in spellings for key in _list_keys(one)))

    @property
    def fingerprint(self) -> str:
        """Changes with the list of irregular names."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return (files("indexer") / "data" / "names.txt").read_text("utf-8")

    @cached_property
    def _irregular(self) -> dict[str, tuple[str, ...]]:
        """The Cyrillic spellings of Latin names."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for line in self._text.splitlines():
            content = line.partition("#")[0].split()
            latin = [word.lower() for word in content if word < _FIRST_CYRILLIC]
            for name in latin:
                names[name] += [word.lower() for word in content if word >= _FIRST_CYRILLIC]
        return {name: tuple(spellings) for name, spellings in names.items()}


def _respell_otherwise(word: str) -> Iterator[str]:
    """A Latin word by the rules of other languages that it may be of."""
    # What has few sounds without its breath is another name: Maho, Мао.
    breathless = _BREATH.sub("", word) if "h" in word else word
    if breathless != word and len(name_key(breathless)) >= LEAST_SOUNDS:
        yield breathless
    if word.endswith("z") and (other := _SPANISH.sub("s", word)) != word:
        yield other
    if ("ch" in word or "j" in word) and _JAPANESE.fullmatch(word):
        for hepburn, polivanov in _HEPBURN:
            word = word.replace(hepburn, polivanov)
        yield word


def _list_keys(word: str) -> Iterator[str]:
    key = name_key(word)
    if len(key) >= LEAST_SOUNDS:
        yield key
    elif key:
        for reading in (word,) if word < _FIRST_CYRILLIC else transliterate(word):
            yield _PLAIN + reading
