"""Jobs that admins asked for by a page: run by a process of their own, and what came of them."""
