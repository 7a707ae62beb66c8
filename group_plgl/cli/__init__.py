"""The command line: the only place that opens everything and reads the clock.

`serve` and `demo` own the data folder. The other commands talk to the server that has it open,
or open it themselves when there is none. `form.MODULES` says which module has which commands.
"""

from group_plgl.cli.form import main

__all__ = ["main"]
