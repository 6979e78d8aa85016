"""Print one line of JSON with the facts about the interpreter that runs it.

    python -I -S probe.py

No kernel and no site is needed, and only what is cheap to find out is looked at: the harness asks every
interpreter that it meets. What cannot be known is null.
"""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from typing import Any


def facts() -> dict[str, Any]:
    """All of them; the names are the harness's."""
    config = sysconfig.get_config_vars()
    include = sysconfig.get_path("include")
    version = sys.version_info
    pgo, lto, source = optimisation(config)
    return {
        "version": sys.version.split()[0],
        "version_tag": f"{version.major}.{version.minor}",
        "implementation": sys.implementation.name,
        "implementation_version": ".".join(map(str, sys.implementation.version[:3])),
        "executable": os.path.realpath(sys.executable) if sys.executable else None,
        "started_as": sys.executable or None,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "compiler": compiler(),
        "config_args": config.get("CONFIG_ARGS"),
        "pgo": pgo,
        "lto": lto,
        "pgo_source": source,
        "jit": jit(config),
        "free_threaded": config.get("Py_GIL_DISABLED") == 1,
        "gil": gil(),
        "debug": hasattr(sys, "gettotalrefcount") or bool(config.get("Py_DEBUG")),
        "shared": shared(config),
        "include": include,
        "headers": include is not None and os.path.isfile(os.path.join(include, "Python.h")),
        "ext_suffix": config.get("EXT_SUFFIX"),
        "platform": sys.platform,
        "machine": machine(),
        "libc": libc(),
    }


def compiler() -> str | None:
    """`GCC 12.2.0`: what stands in brackets in the version."""
    found = re.search(r"\[(.+?)\]", sys.version, re.DOTALL)
    return found[1] if found else None


def optimisation(config: dict[str, Any]) -> tuple[bool | None, bool | None, str]:
    """Whether the interpreter was built with PGO and LTO, and how we know."""
    if sys.implementation.name != "cpython":
        return None, None, "not CPython"
    arguments = config.get("CONFIG_ARGS")
    if arguments is None:
        return None, None, "unknown: no CONFIG_ARGS"
    if is_of_debian(config):
        # The packaging's own rules switch both on for the executable, which is built apart from the shared
        # library; sysconfig describes the library's build.
        return True, True, "distribution"
    pgo = switched_on(arguments, "--enable-optimizations")
    lto = switched_on(arguments, "--with-lto")
    return pgo, lto, f"{'' if pgo else 'no '}--enable-optimizations in CONFIG_ARGS"


def switched_on(arguments: str, option: str) -> bool:
    """`--with-lto`, `--with-lto=full`, but not `--with-lto=no`; the last one counts."""
    found = re.findall(rf"{option}(?:=(\w+))?(?=['\s]|$)", arguments)
    return bool(found) and found[-1] != "no"


def is_of_debian(config: dict[str, Any]) -> bool:
    """Debian's or Ubuntu's own, in its place or unpacked, on a machine for which it is built with PGO."""
    if machine() not in ("x86_64", "aarch64"):
        return False
    # The source folder on the build machines: /build/.../python3.11-3.11.2/...; upstream's has a capital P.
    # It stays when the packages are unpacked into another prefix.
    if re.match(r"/build/.*\bpython3\.[0-9]+-3\.[0-9]+\.", str(config.get("abs_srcdir"))):
        return True
    return sys.base_prefix == "/usr" and bool({"debian", "ubuntu"} & distribution_ids())


def distribution_ids() -> set[str]:
    """ID and ID_LIKE of /etc/os-release."""
    ids: set[str] = set()
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            for line in file:
                key, _, value = line.strip().partition("=")
                if key in ("ID", "ID_LIKE"):
                    ids.update(value.strip("\"'").split())
    except OSError:
        pass
    return ids


def jit(config: dict[str, Any]) -> dict[str, bool | None]:
    """Whether there is a just-in-time compiler, and whether it is on."""
    name = sys.implementation.name
    if name == "cpython":
        control = getattr(sys, "_jit", None)  # from 3.14 on
        if control is not None:
            return {"available": control.is_available(), "enabled": control.is_enabled()}
        # 3.13 has an experimental one, which cannot be asked.
        if "--enable-experimental-jit" in str(config.get("CONFIG_ARGS")):
            return {"available": True, "enabled": None}
        return {"available": False, "enabled": False}
    if name == "pypy":
        translation = getattr(sys, "pypy_translation_info", {})
        available = bool(translation.get("translation.jit"))
        return {"available": available, "enabled": available}
    return {"available": None, "enabled": None}


def gil() -> bool | None:
    """Whether the interpreter lock is on in this process."""
    ask = getattr(sys, "_is_gil_enabled", None)
    if ask is not None:
        return bool(ask())
    return True if sys.implementation.name in ("cpython", "pypy") else None


def shared(config: dict[str, Any]) -> bool | None:
    """Whether the interpreter is in a library of its own: seen in the process, where that can be seen."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            return any(re.search(r"/lib(python|pypy)3[^/]*\.so", line) for line in maps)
    except OSError:
        declared = config.get("Py_ENABLE_SHARED")
        return None if declared is None else bool(declared)


def machine() -> str | None:
    """`x86_64`, `aarch64`, `arm64`."""
    if hasattr(os, "uname"):
        return os.uname().machine
    return os.environ.get("PROCESSOR_ARCHITECTURE")


def libc() -> str | None:
    """`glibc 2.36`; null for others, and where there is no way to ask."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, OSError, ValueError):
        return None


if __name__ == "__main__":
    print(json.dumps(facts(), sort_keys=False))
