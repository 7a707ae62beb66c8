"""Cartoon characters from the shoulders up: 8 colour genes and 40 of face, hair, dress and backdrop."""
