"""What interpreter this is."""

import sys

import lab_tools

NAMES = {"cpython": "CPython", "pypy": "PyPy", "typhon": "Typhon"}


def main():
    implementation = sys.implementation
    is_gil_enabled = getattr(sys, "_is_gil_enabled", lambda: True)
    number = ".".join(str(part) for part in implementation.version[:3])
    lab_tools.say(
        {
            "version": NAMES.get(implementation.name, implementation.name) + " " + number,
            "gil": is_gil_enabled(),
        }
    )


if __name__ == "__main__":
    main()
