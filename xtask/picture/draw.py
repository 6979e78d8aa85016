"""Draws pictures: reads SVG files and writes each as PNG.

The drawing is resvg's (https://github.com/linebender/resvg), by way of resvg-py. It knows no
`prefers-color-scheme`, so that pictures are light. Text is drawn with the fonts of the machine.
"""

import sys
from pathlib import Path

import resvg_py

LETTERS = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'

FONTS = (
    "Noto Sans",
    "DejaVu Sans",
    "Roboto",
    "Segoe UI",
    "Helvetica Neue",
    "Liberation Sans",
    "Arial",
    "Ubuntu",
)

NO_FONT = (
    "this machine has no font to draw text with: install one (on Debian: apt-get install fonts-dejavu-core)"
)


def font_at_hand() -> str | None:
    """The first font that leaves a trace: text in one that is not there is left out without a word."""
    blank = resvg_py.svg_to_bytes(svg_string=LETTERS.format(""))
    for font in FONTS:
        text = LETTERS.format(f'<text x="2" y="15" font-family="{font}">Ag</text>')
        if resvg_py.svg_to_bytes(svg_string=text) != blank:
            return font
    return None


def main(zoom: str, *files: str) -> None:
    """Draws pairs of a picture and the file to write, `zoom` pixels for each unit of the picture."""
    font = font_at_hand()
    if font is None:
        sys.exit(NO_FONT)
    for source, target in zip(files[::2], files[1::2], strict=True):
        picture = Path(source).read_text(encoding="utf-8")
        drawn = resvg_py.svg_to_bytes(
            svg_string=picture, zoom=float(zoom), sans_serif_family=font, font_family=font
        )
        Path(target).write_bytes(drawn)


if __name__ == "__main__":
    main(*sys.argv[1:])
