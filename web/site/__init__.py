"""The site: pages in Russian and in English that need no script."""
