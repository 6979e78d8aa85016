#!/usr/bin/env bash
# In MicroPython a pattern with `{4}` or `\b` is taken letter by letter, and matches nothing, or something else.
#
# Tried: re.match("[0-9]{4}", ...) on "2026" and on "2{4}", re.search(r"\bcat", ...) on "a cat" and on "a bcat",
# "(?i)a", and the letter that "." finds in "é", in MicroPython's WebAssembly.
# A good guess: an exception for what its small engine does not know, as it raises for "(?i)"; "é".
# Seen: no exception: "2026" does not match and "2{4}" does; "a cat" does not and "a bcat" does. "." finds half of
# "é", so that group(0) raises UnicodeError.
# Versions: @micropython/micropython-webassembly-pyscript 1.27.0, Node.js 20.20, tried on 2026-11-30.
# Why it matters: a check of input that is moved to a board or a page refuses all that is right, or lets through
# what is wrong, and the pattern looks valid.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
}

command -v npm >/dev/null || skip "there is no npm"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" '@micropython/micropython-webassembly-pyscript@1.27.0' >npm.log 2>&1 ||
    skip "npm cannot install MicroPython"

cat >ask.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";

const micropython = await loadMicroPython({ stdout: (line) => console.log(line) });
micropython.runPython(String.raw`
import re
import sys


def found(pattern, text):
    try:
        return re.search(pattern, text) is not None
    except Exception as error:
        return type(error).__name__


def letter():
    try:
        return re.match(".", "é").group(0)
    except Exception as error:
        return type(error).__name__


print("MicroPython", sys.implementation.version[:3])
print(found("^[0-9]{4}", "2026"), found("^[0-9]{4}", "2{4}"))
print(found(r"\bcat", "a cat"), found(r"\bcat", "a bcat"))
print(found("(?i)a", "A"), letter())
`);
JS
node ask.mjs >seen.txt 2>log || { tail -5 log; skip "Node.js does not run MicroPython"; }
cat seen.txt
[[ $(head -1 seen.txt) == "MicroPython (1, 27, 0)" ]] || changed "it is another version"
[[ $(sed -n 2p seen.txt) == "False True" ]] || changed "{4} means something else"
[[ $(sed -n 3p seen.txt) == "False True" ]] || changed '\b means something else'
[[ $(sed -n 4p seen.txt) == "ValueError UnicodeError" ]] || changed "(?i) or a letter beyond ASCII is handled otherwise"
