#!/usr/bin/env bash
# taplo checks a 2020-12 JSON Schema by the rules of an older draft: it lets faults through and refuses what is right.
#
# Tried: TOML documents against a schema whose $schema is draft 2020-12 with prefixItems, dependentRequired
# and unevaluatedProperties, in taplo, tombi and check-jsonschema; then inf, nan and 1.0 against a draft-07
# schema.
# A good guess: the draft that $schema names is used, or is refused as unknown.
# Seen: taplo refuses p = [1, "b"], which prefixItems allows, and passes a file without the required b and one
# with a property that is not allowed; the others judge rightly. In draft 07, taplo says of x = inf that "null
# is not of type number", taplo and check-jsonschema pass nan for a maximum of 10, and tombi refuses 1.0 for
# an integer, which the others take.
# Versions: taplo 0.9.3, tombi 1.9.6, check-jsonschema 0.39.0, tried on 2026-11-28.
# Why it matters: a schema written for one validator is not checked by another; a configuration with a
# misspelt key passes, in the tool that editors use.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"

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
    'taplo==0.9.3' 'tombi==1.9.6' 'check-jsonschema==0.39.0' ||
    skip "pip cannot install the pinned packages"

export NO_COLOR=1 RUST_LOG=off
venv/bin/taplo --version
venv/bin/tombi --version
venv/bin/check-jsonschema --version
cat >2020.json <<'JSON'
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "p": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false},
    "a": {"type": "integer"},
    "b": {"type": "integer"}
  },
  "dependentRequired": {"a": ["b"]},
  "unevaluatedProperties": false
}
JSON
cat >07.json <<'JSON'
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {"n": {"type": "integer"}, "x": {"type": "number"}, "y": {"maximum": 10}}
}
JSON
# verdict TOOL SCHEMA DOCUMENT: "takes" or "refuses"
verdict() {
    printf '#:schema ./%s\n%s\n' "$2" "$3" >document.toml
    local command
    case $1 in
        taplo) command=(venv/bin/taplo check --schema "file://$work/$2" document.toml) ;;
        tombi) command=(venv/bin/tombi lint --offline document.toml) ;;
        check-jsonschema) command=(venv/bin/check-jsonschema --schemafile "$2" document.toml) ;;
    esac
    if "${command[@]}" >answer 2>&1; then echo takes; else echo refuses; fi
}
# judge SCHEMA DOCUMENT TAPLO TOMBI CHECK-JSONSCHEMA
judge() {
    local schema=$1 document=$2 tool seen
    shift 2
    for tool in taplo tombi check-jsonschema; do
        seen=$(verdict "$tool" "$schema" "$document")
        echo "$schema, $document: $tool $seen it"
        [[ $seen == "$1" ]] || changed "$tool $seen $document, it was: $1"
        shift
    done
}
judge 2020.json 'p = ["b", 1]' refuses refuses refuses
judge 2020.json 'p = [1, "b"]' refuses takes takes
judge 2020.json 'a = 1' takes refuses refuses
judge 2020.json 'misspelt = 1' takes refuses refuses
judge 07.json 'n = "one"' refuses refuses refuses
judge 07.json 'n = 1.0' takes refuses takes
judge 07.json 'x = inf' refuses takes takes
judge 07.json 'y = nan' takes refuses takes
