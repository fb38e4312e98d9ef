"""`python -m werkmonitor` is the command line too."""

from werkmonitor.cli import main

if __name__ == "__main__":
    main()
