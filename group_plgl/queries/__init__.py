"""Query strategies: what to show next."""
