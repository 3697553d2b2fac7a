"""What people and programs do with an archive: jobs, the audit log, and what is kept for admins."""
