"""Melodies: two phrases that one hears, and the score of them that one sees."""
