"""What lasts: the one DuckDB file and the picture files beside it.

One process owns the file. Everything written goes through one thread (`writer`), everything
read takes a cursor of its own (`database`). The other modules hold SQL by subject: `people`,
`events`, `images`, `models`, `findings`, `runs`, `house`, and `tidy`, which forgets.
Functions that write start with `append_`, `put_`, `drop_` or `claim`; nothing here computes.
"""
