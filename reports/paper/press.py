"""The press: one sheet of values is laid out by Typst in a process of its own, which then ends.

The compiler keeps what it has laid out for later documents, some 200 MB a stack, and gives it back only after many
more. In a process of its own that goes with it, and a limit of time and memory can be put on it (docs/adr/0007).
Run by `pdf.py`; knows nothing of Django.
"""

import json
import sys
from pathlib import Path

import typst

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
MOST_MEMORY = 2 * 1024**3


def typeset(template: str, values: str, form: str = "pdf"):
    """The document of a template with these values (JSON text): bytes, or a list of pictures of its pages (`png`)."""
    # Our own fonts and those in the wheel, never what happens to be installed: every office prints the same page.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=fonts,
        sys_inputs={"values": values},
        format=form,
    )


def main() -> None:
    """Read template and values from standard input, write the PDF to standard output."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(asked["template"], asked["values"]))


if __name__ == "__main__":
    main()
