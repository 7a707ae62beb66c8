"""`python -m group_plgl` is the command line."""

from group_plgl.cli import main

if __name__ == "__main__":
    main()
