"""Heavy numerics in a child process: arrays in, arrays out.

The server imports neither torch nor scikit-learn; the child does, and never opens the database.
`worker` is the server's side, `child` the other, `messages` what passes between, `tasks` what can
be asked. Nothing here decides when something is computed.
"""
