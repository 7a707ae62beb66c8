"""What the product does, one verb per file: the only place where the core meets the store."""
