"""Searches that found nothing."""
