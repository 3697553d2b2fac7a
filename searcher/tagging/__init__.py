"""Tags that queries give: which articles get them, decided when an index is written."""
