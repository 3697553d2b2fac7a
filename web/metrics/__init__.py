"""What the server and its archive tell a monitoring system."""
