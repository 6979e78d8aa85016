"""Print one line of JSON with the facts about the interpreter that runs it.

    python probe.py

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
    jit_available, jit_enabled = jit(config)
    return {
        "version": own_version(),
        "version_tag": f"{version.major}.{version.minor}",
        "implementation": sys.implementation.name,
        "implementation_version": ".".join(map(str, sys.implementation.version[:3])),
        "build_kind": build_kind(config),
        "distribution": packager(config) is not None,
        "executable": os.path.realpath(sys.executable) if sys.executable else None,
        "started_as": sys.executable or None,
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "compiler": compiler(),
        "config_args": config.get("CONFIG_ARGS"),
        "pgo": pgo,
        "lto": lto,
        "pgo_source": source,
        "jit_available": jit_available,
        "jit_enabled": jit_enabled,
        "free_threaded": config.get("Py_GIL_DISABLED") == 1,
        "gil": gil(),
        "debug": debug(config),
        "shared": shared(config),
        "include": include,
        "headers": include is not None and os.path.isfile(os.path.join(include, "Python.h")),
        "ext_suffix": config.get("EXT_SUFFIX"),
        "platform": sys.platform,
        "machine": machine(),
        "generic_cpu": generic_cpu(),
        "libc": libc(),
        "peak_memory_bytes": peak_memory(),
    }


def own_version() -> str:
    """`3.14.0rc1` of CPython; of others not that of the language: `7.3.19`, `25.0.3`."""
    if sys.implementation.name == "cpython":
        return sys.version.split()[0]
    return ".".join(map(str, sys.implementation.version[:3]))


def build_kind(config: dict[str, Any]) -> str | None:
    """Who built a CPython, and with what: interpreters of one kind may be compared as versions.

    `Debian`; `python-build-standalone, PGO + LTO`; `source, GCC 12.2.0, plain, shared library`. Null where
    too little is known to call two builds alike, and for what nobody takes for a version of CPython.
    """
    arguments = config.get("CONFIG_ARGS")
    if sys.implementation.name != "cpython" or arguments is None:
        return None
    builder = packager(config) or standalone(config) or "source"
    words = [builder]
    if builder == "source":
        words.append(compiler() or "unknown compiler")
    if builder not in DEBIANS:
        pgo, lto, _ = optimisation(config)
        bolt = switched_on(arguments, "--enable-bolt")
        steps = [name for name, on in (("PGO", pgo), ("LTO", lto), ("BOLT", bolt)) if on]
        words.append(" + ".join(steps) or "plain")
        if shared(config):  # calls within the library are dearer
            words.append("shared library")
    if debug(config):
        words.append("debug")
    return ", ".join(words)


DEBIANS = ("Debian", "Ubuntu")  # The same packaging rules for every version: sysconfig does not know them.


def packager(config: dict[str, Any]) -> str | None:
    """The distribution whose own package this is, in its place or unpacked elsewhere."""
    release = os_release()
    ids = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    in_place = sys.base_prefix == "/usr"
    if is_debians_source(config):
        return "Ubuntu" if "ubuntu" in ids else "Debian"
    # On Debian, what is in /usr without having been packaged was built by somebody else.
    return release.get("ID") if in_place and not {"debian", "ubuntu"} & ids else None


def standalone(config: dict[str, Any]) -> str | None:
    """The builds that uv downloads: they say so, or did before uv corrected their paths."""
    if config.get("PYTHON_BUILD_STANDALONE") or config.get("prefix") == "/install":
        return "python-build-standalone"
    return None


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
    """Debian's or Ubuntu's own, on a machine for which it is built with PGO and LTO."""
    return machine() in ("x86_64", "aarch64") and packager(config) in DEBIANS


def is_debians_source(config: dict[str, Any]) -> bool:
    """The source folder on the build machines: /build/.../python3.11-3.11.2/...; upstream's has a capital P.

    It stays when the packages are unpacked into another prefix.
    """
    return re.match(r"/build/.*\bpython3\.[0-9]+-3\.[0-9]+\.", str(config.get("abs_srcdir"))) is not None


def os_release() -> dict[str, str]:
    """What /etc/os-release says; empty where there is none."""
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            pairs = (line.strip().split("=", 1) for line in file if "=" in line)
            return {key: value.strip("\"'") for key, value in pairs}
    except OSError:
        return {}


def jit(config: dict[str, Any]) -> tuple[bool | None, bool | None]:
    """Whether there is a just-in-time compiler, and whether it is on."""
    name = sys.implementation.name
    if name == "cpython":
        control = getattr(sys, "_jit", None)  # from 3.14 on
        if control is not None:
            return control.is_available(), control.is_enabled()
        # 3.13 has an experimental one, which cannot be asked.
        if switched_on(str(config.get("CONFIG_ARGS")), "--enable-experimental-jit"):
            return True, None
        return False, False
    if name == "pypy":
        translation = getattr(sys, "pypy_translation_info", {})
        available = bool(translation.get("translation.jit"))
        return available, available
    if name == "graalpy":
        # `[Graal, GraalVM CE, Java 25.0.3 (amd64)]`: its runtime, which is `Interpreted` where there is no
        # compiler for it or the virtual machine may not use it.
        compiles = "Interpreted" not in sys.version
        return compiles, compiles
    return None, None


def gil() -> bool | None:
    """Whether the interpreter lock is on in this process."""
    ask = getattr(sys, "_is_gil_enabled", None)
    if ask is not None:
        return bool(ask())
    return True if sys.implementation.name in ("cpython", "pypy") else None


def debug(config: dict[str, Any]) -> bool:
    """Whether it was built to find faults in itself."""
    return hasattr(sys, "gettotalrefcount") or bool(config.get("Py_DEBUG"))


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


def generic_cpu() -> str:
    """LLVM's name for the processor that stands for every one of this architecture."""
    return "x86-64" if machine() in ("x86_64", "amd64", "AMD64") else "generic"


def libc() -> str | None:
    """`glibc 2.36`; null for others, and where there is no way to ask."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, OSError, ValueError):
        return None


def peak_memory() -> int | None:
    """Peak resident bytes of this process: what an interpreter takes that has done next to nothing."""
    try:
        with open("/proc/self/status", "rb") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmHWM:")), None)
    except OSError:
        return None


if __name__ == "__main__":
    print(json.dumps(facts(), sort_keys=False))
