"""The archive by date: its years, a year, a month, a day."""
