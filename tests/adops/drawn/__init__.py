"""Ads drawn with words, and what the OCR and the list find in them. `python -m tests.adops.drawn`
writes docs/review-words.md anew."""
