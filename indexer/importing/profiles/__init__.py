"""Profiles of sites: what the pages of one site are like, told in a TOML file.

`profile` is what a file says and `loading` reads it, `matching` tells whose page a page is and
which article, `applying` reads a page by its profile. `trying` shows what the rules of a profile
take of given pages, and `learning` proposes a profile for them.
"""
