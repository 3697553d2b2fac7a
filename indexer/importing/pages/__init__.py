"""Pages of news sites: from the bytes of an HTML page to the fields of its article.

`charset` reads the bytes, `tree` the markup. Each kind of statement that a page makes about itself
(`json_ld`, `meta`, `microdata`, `visible`) is read into `Facts`, the best first; `text` finds the
body, `kinds` tells pages that hold no article, `article` puts it all together. Nothing of a page is
ever run, and nothing is fetched.
"""
