"""Group PLGL: a group swipes pictures, its taste is learned, and its ideal picture is drawn."""

__version__ = "0.1.0"
