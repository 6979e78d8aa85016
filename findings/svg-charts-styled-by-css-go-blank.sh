#!/usr/bin/env bash
# A valid chart in SVG whose bars are styled by CSS comes out blank, black or as an exception, by renderer.
#
# Tried: a rectangle whose size is given by CSS, one whose colour is a CSS variable, one in rgb(255 0 0 /
# 50%), one in hsl(120, 100%, 50%), drawn by resvg, librsvg (in sharp) and CairoSVG.
# A good guess: renderers of 2026 know SVG 2 sizes as CSS properties and colours of CSS Color 3 and 4; CSS
# variables fail in the oldest.
# Seen: the size by CSS: resvg draws nothing, without an error. The variable: black in all three. rgb() with
# spaces: right in librsvg, black in resvg, ValueError in CairoSVG. hsl(): black in CairoSVG, green in the
# others.
# Versions: resvg-py 0.5.0, CairoSVG 2.9.1, Pillow 13.0.0, sharp 0.35.5 (librsvg 2.63.2), tried on 2026-11-28.
# Why it matters: browsers draw all four, so a chart looks right where it is made, and is black or empty in
# the picture that is printed, mailed or shown in a repository. Attributes with hexadecimal colours are drawn
# by all.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"
command -v npm >/dev/null || skip "there is no npm"

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.14; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.11 to 3.14 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: \
    'resvg-py==0.5.0' 'cairosvg==2.9.1' 'pillow==13.0.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python -c 'import cairosvg' 2>/dev/null || skip "CairoSVG finds no cairo library"
npm install --silent --no-audit --no-fund --prefix "$work/npm" 'sharp@0.35.5' >npm.log 2>&1 || skip "npm cannot install sharp"
cat >npm/draw.js <<'JS'
const sharp = require("sharp");
sharp(process.argv[2]).ensureAlpha().raw().toBuffer({ resolveWithObject: true }).then(({ data, info }) => {
    const at = (5 * info.width + 5) * 4;
    console.log([...data.subarray(at, at + 4)].join(" "));
});
JS
NODE_PATH=npm/node_modules node -e 'const { sharp, rsvg } = require("sharp").versions; console.log("sharp", sharp, "librsvg", rsvg)'
cat >draw.py <<'PY'
import io
import subprocess
import sys
from importlib.metadata import version

import cairosvg
import resvg_py
from PIL import Image

print(*(f"{name} {version(name)}" for name in ("resvg-py", "cairosvg", "pillow")))
charts = {
    "attributes": '<rect width="10" height="10" fill="#ff0000"/>',
    "size by CSS": '<style>rect{width:10px;height:10px}</style><rect fill="#ff0000"/>',
    "colour by a variable": '<style>svg{--bar:#ff0000} rect{fill:var(--bar)}</style><rect width="10" height="10"/>',
    "rgb(255 0 0 / 50%)": '<rect width="10" height="10" fill="rgb(255 0 0 / 50%)"/>',
    "hsl(120, 100%, 50%)": '<rect width="10" height="10" fill="hsl(120, 100%, 50%)"/>',
}
red, green, black, half, nothing = "255 0 0 255", "0 255 0 255", "0 0 0 255", "255 0 0 128", "0 0 0 0"
expected = {
    "attributes": (red, red, red),
    "size by CSS": (nothing, red, red),
    "colour by a variable": (black, black, black),
    "rgb(255 0 0 / 50%)": (black, half, "ValueError"),
    "hsl(120, 100%, 50%)": (green, green, black),
}


def pixel(png):
    image = Image.open(io.BytesIO(bytes(png))).convert("RGBA")
    return " ".join(map(str, image.getpixel((5, 5))))


def by_cairosvg(svg):
    try:
        return pixel(cairosvg.svg2png(bytestring=svg.encode()))
    except ValueError:
        return "ValueError"


def by_sharp(svg):
    with open("chart.svg", "w") as file:
        file.write(svg)
    return subprocess.run(["node", "npm/draw.js", "chart.svg"], check=True, capture_output=True, text=True).stdout.strip()


for name, shapes in charts.items():
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">{shapes}</svg>'
    seen = pixel(resvg_py.svg_to_bytes(svg_string=svg)), by_sharp(svg), by_cairosvg(svg)
    print(f"{name}: resvg {seen[0]}; librsvg {seen[1]}; CairoSVG {seen[2]}")
    if seen != expected[name]:
        sys.exit(f"changed: {name} is {seen}, it was {expected[name]}")
PY
venv/bin/python -W ignore draw.py
