"""Probes of the process: lock, arithmetic, threads, what an interpreter says of itself."""

import os
import sys
import threading
from typing import Any


def jit_is_on() -> bool:
    """Whether CPython's own compiler is switched on."""
    control: Any = getattr(sys, "_jit", None)
    return bool(control.is_enabled()) if control is not None else False


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept."""
    return value * 0.5 > 0.0


def lock_is_on() -> bool:
    """Whether one thread alone runs at a time; interpreters that do not tell are taken to have the lock."""
    ask: Any = getattr(sys, "_is_gil_enabled", None)
    return bool(ask()) if ask is not None else True


def rounds_to_nearest(one: float, half_a_step: float) -> bool:
    """Whether a sum halfway between two numbers is the even one, and one beyond it the upper one."""
    return one + half_a_step == one and one + half_a_step * 1.5 > one


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()


def runs_threads() -> list[int]:
    """What a second thread has done."""
    done: list[int] = []
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()
    return done


def implementation() -> str:
    """What the interpreter is."""
    return sys.implementation.name


def widest() -> int:
    """The largest index."""
    return sys.maxsize


def size_of_number() -> int:
    """The bytes of a small integer."""
    return sys.getsizeof(1)


def counts_references() -> bool:
    """Whether the interpreter counts references."""
    return hasattr(sys, "getrefcount")


def is_debug_build() -> bool:
    """Whether the interpreter checks itself."""
    return hasattr(sys, "gettotalrefcount")
