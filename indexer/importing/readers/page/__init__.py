"""Printed pages: the text of an article's page as a browser saves it.

In this order, brackets for what may be missing: [photo captions] dateline, title, paragraphs, [a
sentence that the article was first published on the agency's Russian page], [author and source],
[a link line], [a legal notice], [date-times of other news], [a link line]. The title may also stand
before the dateline, with captions and authors on either side of it (`head` tells).

Everything after the body is recognized only where no prose follows it: a date, a "Source: …" or a
mention of an earlier publication inside the article stays in its text.
"""

from indexer.importing.readers.page.reader import PageReader

__all__ = ["PageReader"]
