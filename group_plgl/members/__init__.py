"""Member models: a fitted utility of one member (the UI says taste), and how far to trust it."""
