"""The words of texts that editors keep as trees: Portable Text, Contentful, Strapi, ProseMirror,
Slate, Lexical, Draft.js, Editor.js, and the runs of a Telegram message."""

from __future__ import annotations

from collections.abc import Mapping

# What names the kind of a node, and what holds the nodes within it.
_KIND_NAMES = ("_type", "nodeType", "type")
_INNER_NAMES = ("children", "content", "blocks", "root", "items", "data")

# Kinds of nodes that go on within a paragraph.
_INLINE = frozenset((
    "text", "span", "link", "a", "autolink", "hyperlink", "entry-hyperlink", "asset-hyperlink",
    "bold", "strong", "italic", "em", "underline", "strikethrough", "code", "spoiler", "plain",
    "hashtag", "mention", "mention_name", "text_link", "email", "phone", "cashtag",
    "custom_emoji", "bot_command",
))  # fmt: skip
_BREAKS = frozenset(("hard_break", "hardbreak", "hardBreak", "linebreak", "break", "br"))

_DEEPEST = 50


def read_rich_text(value: object) -> str | None:
    """The paragraphs of a tree of nodes, joined by blank lines; None for what is no such tree, and
    for one that is nested too deeply."""
    if not _is_tree(value):
        return None
    words = _Words()
    try:
        words.add(value, 0)
    except _TooDeepError:
        return None
    words.end()
    return "\n\n".join(words.paragraphs) or None


def _is_tree(value: object) -> bool:
    if isinstance(value, list):
        nodes = [item for item in value if isinstance(item, Mapping)]
        return (
            bool(nodes)
            and all(isinstance(item, Mapping | str) for item in value)
            and all(_kind(node) for node in nodes)
        )
    if not isinstance(value, Mapping):
        return False
    blocks = value.get("blocks")
    if isinstance(blocks, list):
        return _is_tree(blocks)
    if isinstance(root := value.get("root"), Mapping):
        return _is_tree(root)
    inner = next((value[name] for name in ("content", "children") if name in value), None)
    return bool(_kind(value)) and isinstance(inner, list) and (not inner or _is_tree(inner))


def _kind(node: Mapping[object, object]) -> str:
    return next((kind for name in _KIND_NAMES if isinstance(kind := node.get(name), str)), "")


class _TooDeepError(Exception):
    """A tree has more levels than a text can have."""


class _Words:
    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._parts: list[str] = []

    def add(self, node: object, depth: int) -> None:
        if depth > _DEEPEST:
            raise _TooDeepError
        if isinstance(node, str):
            self._parts.append(node)
        elif isinstance(node, list):
            # Texts beside nodes are runs of a paragraph, texts by themselves are items of a list.
            is_list = all(isinstance(item, str) for item in node)
            for item in node:
                self.add(item, depth + 1)
                if is_list:
                    self.end()
        elif isinstance(node, Mapping):
            self._add_node(node, depth)

    def _add_node(self, node: Mapping[object, object], depth: int) -> None:
        kind = _kind(node)
        if kind in _BREAKS:
            self._parts.append("\n")
            return
        is_inline = kind in _INLINE or not kind
        if not is_inline:
            self.end()
        for name in ("text", "value", "content"):
            if isinstance(text := node.get(name), str):
                self._parts.append(text)
                break
        else:
            for name in _INNER_NAMES:
                if isinstance(inner := node.get(name), list | Mapping) and inner:
                    self.add(inner, depth + 1)
                    break
        if not is_inline:
            self.end()

    def end(self) -> None:
        """End a paragraph."""
        if paragraph := "".join(self._parts).strip():
            self.paragraphs.append(paragraph)
        self._parts.clear()
