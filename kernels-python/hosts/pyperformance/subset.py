"""Twenty of pyperformance's benchmarks by name: what each one's own command must say of itself.

Chosen on 2026-11-30, before any of them was measured here: those of pyperformance 1.0 that need no package,
start no other program and print one figure. The host runs the command; nothing of it is here.
"""

from __future__ import annotations

from collections.abc import Callable

Figure = Callable[[int], list[object]]


def figure(name: str) -> Figure:
    """The name of the figure that a command prints, and how many turns one value takes."""
    return lambda loops: [name, loops]


pyperformance_chaos = figure("chaos")
pyperformance_deltablue = figure("deltablue")
pyperformance_fannkuch = figure("fannkuch")
pyperformance_float = figure("float")
pyperformance_go = figure("go")
pyperformance_hexiom = figure("hexiom")
pyperformance_json_dumps = figure("json_dumps")
pyperformance_json_loads = figure("json_loads")
pyperformance_meteor_contest = figure("meteor_contest")
pyperformance_nbody = figure("nbody")
pyperformance_nqueens = figure("nqueens")
pyperformance_pidigits = figure("pidigits")
pyperformance_pyflate = figure("pyflate")
pyperformance_raytrace = figure("raytrace")
pyperformance_regex_compile = figure("regex_compile")
pyperformance_regex_effbot = figure("regex_effbot")
pyperformance_regex_v8 = figure("regex_v8")
pyperformance_richards = figure("richards")
pyperformance_spectral_norm = figure("spectral_norm")
pyperformance_telco = figure("telco")
