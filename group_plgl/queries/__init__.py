"""Query strategies: what to show next, so that a few answers tell much.

A strategy reads a `Query` (what is known of one member's taste, and the pictures there are) and
names the pictures of one turn. `strategies.STRATEGIES` lists them; nothing here knows members,
groups or spaces.
"""
