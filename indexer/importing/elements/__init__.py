"""Elements of XML files, one by one: what RSS, WordPress, NewsML and sitemaps have in common.

A file is not parsed as a whole. `splitting` finds the elements that are records, `parsing` gives
each of them by itself to the XML parser, within the start tags around it. So memory is that of one
record however large the file is; a record that is broken costs only itself, and stands in the
rejects with its own line; and no declaration of a document type ever reaches the parser, so there
are no entities that could grow or fetch anything.
"""
