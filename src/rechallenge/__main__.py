"""``python -m rechallenge`` is the ``rechallenge`` program."""

from rechallenge.cli import main

if __name__ == "__main__":
    main()
