"""The shared Python runner: loads one kernel and answers the harness as docs/runner-protocol.md says.

    python runner.py [--with FOLDER]... ARTEFACT ENTRY

ARTEFACT is a Python source or an extension module, ENTRY the function in it. It can import what lies beside
it, and then what lies in each FOLDER. The runner is used unchanged by every CPython from 3.9 on, PyPy and
GraalPy, and needs the standard library alone. It may know the protocol and nothing else: no benchmark, no
toolchain, no tolerance.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, BinaryIO, NoReturn

Kernel = Callable[[Any], object]


def cpu_clock() -> Callable[[], int]:
    """The nanoseconds of CPU time that all threads of the process have used.

    What GraalPy calls `process_time` is the time since the start less what was slept, however many threads
    were busy or waited for a core; so there the C library is asked.
    """
    if sys.implementation.name != "graalpy":
        return time.process_time_ns
    import ctypes

    class TimeSpec(ctypes.Structure):
        _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))

    now = TimeSpec()
    read, where = ctypes.CDLL(None).clock_gettime, ctypes.byref(now)
    process_clock = 12 if sys.platform == "darwin" else 2  # CLOCK_PROCESS_CPUTIME_ID

    def cpu_ns() -> int:
        if read(process_clock, where) != 0:
            raise OSError("the CPU time of this process cannot be read")
        return int(now.seconds) * 1_000_000_000 + int(now.nanoseconds)

    return cpu_ns


CPU_NS = cpu_clock()


def time_batch(kernel: Kernel, argument: object, iterations: int) -> tuple[int, int, object]:
    """The wall and CPU nanoseconds of the batch, and the last result.

    The CPU clock is a system call, so it is read outside the wall clock. Nothing here touches the collector.
    """
    perf_counter_ns, cpu_ns = time.perf_counter_ns, CPU_NS
    result: object = None
    cpu_start = cpu_ns()
    wall_start = perf_counter_ns()
    for _ in repeat(None, iterations):
        result = kernel(argument)
    wall = perf_counter_ns() - wall_start
    cpu = cpu_ns() - cpu_start
    return wall, cpu, result


class ProtocolError(Exception):
    """Whatever is answered by an `error` line."""

    ladder_kind: str

    def __init__(self, kind: str, message: str, index: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.ladder_kind = kind
        # What Python says of a source of the user's keeps its lines.
        text = message if kind in ("import", "arguments") else " ".join(message.split())
        self.answer = {"kind": kind, "index": index, "field": field, "message": text}


class Nothing:
    """Stands for an input or a result that is not there; None could be a real one."""


NOTHING = Nothing()

# Results that may be one object without being remembered: interpreters keep None, small numbers and so on.
PLAIN_VALUES = (int, float, str, type(None))


class Runner:
    """One cell: its kernel, its input, and the result of its last iteration."""

    def __init__(
        self,
        load: Callable[[str], Kernel],
        answer: Callable[[str], None],
        artefact: str = "",
        entry: str = "",
        confirm: Callable[[], None] = lambda: None,
    ) -> None:
        self.answer = answer
        self.artefact = artefact
        self.entry = entry
        self.confirm = confirm
        self.load = load
        # By the function's name: a call may be one of another function of the artefact.
        self.kernels: dict[str, Kernel | ProtocolError] = {}
        self.call: Any = None  # `calls.Call`, where the input is a call of any function
        self.argument: object = NOTHING
        self.result: object = NOTHING
        self.verify = False
        self.kept: list[object] = []
        self.kept_ids: set[int] = set()
        self.commands: dict[str, Callable[[str], None]] = {
            "prepare": self.prepare,
            "run": self.run,
            "output": self.output,
            "memory": self.memory,
            "state": self.state,
            "profile": self.profile,
            "types": self.types,
        }

    def serve(self, commands: BinaryIO) -> None:
        """Answer until `quit` or the end of input."""
        for line in iter(commands.readline, b""):
            try:
                word, argument = split_command(line)
                if word == "quit":
                    return
                if word not in self.commands:
                    raise ProtocolError("usage", f"unknown command {word!r}")
                self.commands[word](argument)
            except ProtocolError as error:
                self.answer("error " + json.dumps(error.answer))

    def prepare(self, text: str) -> None:
        """`prepare <JSON object>`: load the input, outside the clock."""
        self.argument = self.result = NOTHING
        self.call = None
        self.kept, self.kept_ids = [], set()
        request = parse_request(text)
        if request["input"] == "call":
            self.call = self.argument = guard(lambda: self.prepare_call(request))
        else:
            self.loaded()
            self.argument = guard(lambda: read_input(request))
        self.verify = request.get("verify") is True
        # Only a harness that asks for it knows what to do with it.
        self.answer("ready " + guard(process_state) if request.get("state") is True else "ready")

    def prepare_call(self, request: dict[str, Any]) -> object:
        """A call of any function, with its arguments made; where the user was, and not before."""
        calls = sibling("calls")
        calls.at_home(request)
        if calls.is_copy(self.artefact, request):
            COPIES[os.path.abspath(self.artefact)] = request["origin"]
        kernel = self.loaded(request["function"], calls.imported)
        calls.print_to_nowhere()
        return calls.Call(kernel, calls.namespace_of(kernel, module_name(self.artefact)), request)

    def loaded(self, entry: str = "", imported: Callable[[Any], Any] = lambda load: load()) -> Kernel:
        """A kernel, loaded when it is first wanted; one that cannot be loaded is never tried again."""
        entry = entry or self.entry
        if entry not in self.kernels:
            try:
                self.kernels[entry] = guard(lambda: imported(lambda: self.load(entry)))
            except ProtocolError as error:
                self.kernels[entry] = error
        kernel = self.kernels[entry]
        if isinstance(kernel, ProtocolError):
            raise kernel
        return kernel

    def run(self, text: str) -> None:
        """`run <samples> <iterations>`: time batches; each result is freed before the next clock starts."""
        samples, iterations = parse_counts(text)
        if self.argument is NOTHING:
            raise ProtocolError("usage", "run before prepare")
        for _ in range(samples):
            self.result = NOTHING
            batch = self.verified_batch if self.verify and self.call is None else self.batch
            wall, cpu, self.result = guard(lambda batch=batch: batch(iterations))  # type: ignore[misc]
            self.answer(f"sample {wall} {cpu}")
        self.answer("done")

    def batch(self, iterations: int) -> tuple[int, int, object]:
        """What is timed."""
        if self.call is not None:
            check = self.call.check if self.verify else None
            wall, cpu = self.call.time(iterations, time.perf_counter_ns, CPU_NS, check)
            return wall, cpu, self.call
        return time_batch(self.loaded(), self.argument, iterations)

    def verified_batch(self, iterations: int) -> tuple[int, int, object]:
        """The same in check mode: all results stay alive, so that an id seen twice is the same object."""
        total_wall = total_cpu = 0
        result: object = NOTHING
        for _ in range(iterations):
            wall, cpu, result = self.batch(1)
            total_wall, total_cpu = total_wall + wall, total_cpu + cpu
            ids = {id(part) for part in mutable_parts(result)}
            if not isinstance(result, PLAIN_VALUES):
                ids.add(id(result))
            if not ids.isdisjoint(self.kept_ids):
                raise ProtocolError("memoised", "two iterations returned the same object")
            self.kept.append(result)
            self.kept_ids |= ids
        return total_wall, total_cpu, result

    def output(self, text: str) -> None:
        """`output`: the result of the last iteration."""
        refuse_argument("output", text)
        if self.result is NOTHING:
            raise ProtocolError("usage", "output before `run` succeeded")
        text = guard(self.call.output if self.call is not None else lambda: to_json(self.result))
        self.answer(f"output {text}")

    def profile(self, text: str) -> None:
        """`profile`: where the time of a call goes, or of an iteration."""
        refuse_argument("profile", text)
        self.answer(f"profile {guard(self.profile_text if self.call is None else self.call.profile)}")

    def profile_text(self) -> str:
        """Where the time of the kernel goes on its input, in one line of JSON."""
        if self.argument is NOTHING:
            raise ProtocolError("usage", "profile before prepare")
        profiles, kernel = sibling("profiles"), self.loaded()
        folder = os.path.dirname(os.path.abspath(self.artefact))
        told = profiles.profiled([lambda: kernel(self.argument) and None] * profiles.CALLS, folder)
        told.update(changes_arguments=False, files=[], uses=[], remembers=[])
        return json.dumps(told)

    def types(self, text: str) -> None:
        """`types`: the types that were seen while a call ran."""
        refuse_argument("types", text)
        if self.call is None:
            raise ProtocolError("unsupported", "only calls are watched")
        self.answer(f"types {guard(self.call.types)}")

    def memory(self, text: str) -> None:
        """`memory`: the process's peak resident bytes."""
        refuse_argument("memory", text)
        self.answer(f"memory {guard(peak_memory)}")

    def state(self, text: str) -> None:
        """`state`: what the process is like now, unless it is not what its host promises."""
        refuse_argument("state", text)
        guard(self.confirm)
        self.answer("state " + guard(process_state))


def split_command(line: bytes) -> tuple[str, str]:
    """The command and what follows it."""
    try:
        words = line.decode("utf-8").strip().split(None, 1)
    except UnicodeDecodeError as error:
        raise ProtocolError("usage", f"the command is not UTF-8: {error}") from None
    if not words:
        raise ProtocolError("usage", "empty command")
    word, argument = (*words, "")[:2]
    if word == "quit":
        refuse_argument(word, argument)
    return word, argument


def refuse_argument(word: str, argument: str) -> None:
    """Most commands have none."""
    if argument:
        raise ProtocolError("usage", f"{word} takes no argument")


def parse_counts(text: str) -> tuple[int, int]:
    """The samples and iterations of `run`."""
    match = re.fullmatch(r"([0-9]{1,18})\s+([0-9]{1,18})", text)
    if match is None or int(match[1]) == 0 or int(match[2]) == 0:
        raise ProtocolError("usage", "run takes two whole numbers above zero, samples and iterations")
    return int(match[1]), int(match[2])


def parse_request(text: str) -> dict[str, Any]:
    """The object of `prepare`, known to have what its kind of input needs."""
    try:
        request = json.loads(text)
    except ValueError as error:
        raise ProtocolError("usage", f"prepare takes a JSON object: {error}") from None
    if not isinstance(request, dict):
        raise ProtocolError("usage", "prepare takes a JSON object")
    kind = request.get("input")
    if not isinstance(kind, str):
        raise ProtocolError("usage", "prepare: `input` must be a string")
    if kind == "call":
        return parse_call(request)
    if kind not in ("integer", "bytes", "json"):
        raise ProtocolError("unsupported", f"this runner has no input of the kind {kind!r}")
    if kind == "integer" and type(request.get("value")) is not int:
        raise ProtocolError("usage", "prepare: `value` must be an integer")
    if kind != "integer" and not isinstance(request.get("path"), str):
        raise ProtocolError("usage", "prepare: `path` must be a string")
    if not isinstance(request.get("verify", False), bool):
        raise ProtocolError("usage", "prepare: `verify` must be true or false")
    return request


def parse_call(request: dict[str, Any]) -> dict[str, Any]:
    """The same of a call: an expression, or a file of arguments."""
    if not isinstance(request.get("function"), str):
        raise ProtocolError("usage", "prepare: `function` must be a string")
    if isinstance(request.get("call"), str) == isinstance(request.get("arguments"), str):
        raise ProtocolError("usage", "prepare: one of `call` and `arguments` must be a string")
    return request


def read_input(request: dict[str, Any]) -> object:
    """The kernel's argument."""
    if request["input"] == "integer":
        return request["value"]
    with open(request["path"], "rb") as file:
        data = file.read()
    return data if request["input"] == "bytes" else parse_document(data)


def parse_document(data: bytes) -> object:
    """Strict JSON: `json.loads` takes other encodings, a byte order mark and NaN as well."""
    try:
        text = data.decode("utf-8")
        # PyPy parses fast, and strictly, only without `parse_constant`.
        if "NaN" in text or "Infinity" in text:
            return json.loads(text, parse_constant=refuse_constant)
        return json.loads(text)
    except json.JSONDecodeError as error:
        # Without the error's text, where PyPy cuts characters in the middle.
        raise ValueError(f"document: no JSON, line {error.lineno}, column {error.colno}") from None
    except ValueError as error:
        raise ValueError(f"document: {error}") from None


def refuse_constant(name: str) -> NoReturn:
    """Called where NaN or Infinity stands for a number."""
    raise ValueError(f"{name} is no JSON")


def guard(work: Callable[[], Any]) -> Any:
    """Do what may fail in ways that are not the runner's, and turn every failure into an answer.

    BaseException, because a kernel may raise SystemExit, and a panic in PyO3 is no Exception.
    """
    try:
        return work()
    except (ProtocolError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise described(error) from None


FIELDS = r"event_type|timestamp|user_id|metadata\.amount|metadata\.page|metadata"
REFUSAL = re.compile(rf"(?:document|event ([0-9]+)(?:: ({FIELDS}))?): .*", re.DOTALL)


def described(error: BaseException) -> ProtocolError:
    """A refused input when the text is one that the conventions know, else something unforeseen."""
    text = str(error)
    kind = getattr(error, "ladder_kind", None)
    if isinstance(kind, str):
        return ProtocolError(kind, text)
    if isinstance(error, ValueError):
        refusal = REFUSAL.fullmatch(text)
        if refusal is not None:
            index, field = refusal[1], refusal[2]
            return ProtocolError("input", text, None if index is None else int(index), field)
    from traceback import print_exception  # Imported here alone: every start would pay for it.

    print_exception(type(error), error, error.__traceback__)
    return ProtocolError("machine" if is_of_machine(error) else "internal", f"{type(error).__name__}: {text}")


def is_of_machine(error: BaseException) -> bool:
    """Whether the machine lacks something, such as disk space: that says nothing of the kernel."""
    import errno

    lacks = ("ENOSPC", "EDQUOT", "EROFS", "EIO", "ENOMEM", "EMFILE", "ENFILE")
    numbers = {getattr(errno, name, None) for name in lacks}
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in numbers)


def mutable_parts(value: object) -> Iterator[object]:
    """The lists and dicts of a result, at any depth: a new shell around old contents is memoised, too."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from mutable_parts(item)
    elif isinstance(value, list):
        yield value
        for item in value:
            yield from mutable_parts(item)


def to_json(result: object) -> str:
    """One line; a NaN in a result is a fault, not a value, and an integer may have any number of digits."""
    most_digits = getattr(sys, "get_int_max_str_digits", None)  # Python 3.11 and later
    if most_digits is None:
        return json.dumps(result, separators=(",", ":"), allow_nan=False)
    limit = most_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(result, separators=(",", ":"), allow_nan=False)
    finally:
        sys.set_int_max_str_digits(limit)


def peak_memory() -> int:
    """VmHWM where there is one; after a fork `ru_maxrss` starts from that of the parent."""
    try:
        with open("/proc/self/status", "rb") as status:
            for line in status:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        raise ProtocolError("unsupported", "no way to read the peak memory here") from None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


# Made before anything is imported that may change the arithmetic; a constant expression would be folded.
SMALLEST_NORMAL, SMALLEST, HALF_A_STEP, ONE = 2.0**-1022, 2.0**-1074, 2.0**-53, 1.0


def process_state() -> str:
    """What an import may have switched, by the names of the probe, and the sources that were loaded."""
    ask, control = getattr(sys, "_is_gil_enabled", None), getattr(sys, "_jit", None)
    # The sums lie halfway between two numbers, and beyond: to the nearest are the even one and the upper one.
    down, up = ONE + HALF_A_STEP == ONE, ONE + HALF_A_STEP * 1.5 > ONE
    facts = {
        "gil": None if ask is None else bool(ask()),
        "jit_enabled": None if control is None else bool(control.is_enabled()),
        "subnormals": SMALLEST_NORMAL * (ONE / 2) > 0.0 and SMALLEST * ONE > 0.0,
        "rounding": "nearest" if down and up else "other",
    }
    return json.dumps({"facts": facts, "files": sorted(loaded_sources())}, separators=(",", ":"))


def loaded_sources() -> Iterator[str]:
    """The files of all modules that belong neither to Python nor to its packages."""
    library = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or f"{os.sep}site-packages{os.sep}" in path:
            continue
        path = os.path.abspath(path)
        if not path.startswith(library):
            yield path


COPIES: dict[str, str] = {}
"""Sources that are copies of somebody's, by which that is loaded: it may look for what lies beside it."""


def module_name(path: str) -> str:
    """What an artefact is called as a module."""
    return os.path.basename(path).split(".", 1)[0]


def load_kernel(artefact: str, entry: str) -> Kernel:
    """Import the artefact by its path, whatever its suffix, and fetch its entry."""
    path = os.path.abspath(artefact)
    name = module_name(path)
    path = COPIES.get(path, path)
    kernel: Any = LOADED.get(path) or load_module(name, path)
    LOADED[path] = kernel
    for part in entry.split("."):
        kernel = getattr(kernel, part, None)
    if not callable(kernel):
        raise ProtocolError("unsupported", f"{os.path.basename(path)} has no function {entry!r}")
    return kernel  # type: ignore[no-any-return]


LOADED: dict[str, Any] = {}
"""Modules by the paths of their artefacts."""


def load_module(name: str, path: str) -> Any:
    """Run the artefact once, whatever its suffix."""
    loader: Any
    if path.endswith(".py"):
        loader = importlib.machinery.SourceFileLoader(name, path)
    else:
        loader = importlib.machinery.ExtensionFileLoader(name, path)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None:
        raise ImportError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def sibling(name: str) -> Any:
    """The module of this name in this file's folder; no import finds it, as the user's may have its name.

    It is given this function as its `sibling`, so that it can load others.
    """
    full_name = f"_ladder_{name}"
    if full_name not in sys.modules:
        path = os.path.join(os.path.dirname(os.path.realpath(__file__)), f"{name}.py")
        spec = importlib.util.spec_from_file_location(full_name, path)
        assert spec is not None and spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        module.sibling = sibling
        sys.modules[full_name] = module
        spec.loader.exec_module(module)
    return sys.modules[full_name]


def set_import_path(folders: list[str]) -> None:
    """These folders in front, and not this file's, where the oracle's modules have the names of others."""
    own = os.path.dirname(os.path.realpath(__file__))
    others = [entry for entry in sys.path if os.path.realpath(entry) != own]
    sys.path[:] = [os.path.abspath(folder) for folder in folders] + others


def take_standard_output() -> Callable[[str], None]:
    """Keep standard output for the protocol: whatever Python or C code prints goes to standard error."""
    sys.stdout.flush()
    private = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    def answer(line: str) -> None:
        data = memoryview(line.encode("utf-8") + b"\n")
        while data:
            data = data[os.write(private, data) :]

    return answer


def main(load: Callable[[str, str], Kernel] = load_kernel, confirm: Callable[[], None] = lambda: None) -> int:
    """Load the kernel, this way or a host's, and serve; a host confirms that it is as it should be."""
    words = sys.argv[1:]
    shared = []
    while words[:1] == ["--with"]:
        shared += words[1:2]
        words = words[2:]
    if len(words) != 2:
        print("usage: runner.py [--with FOLDER]... ARTEFACT ENTRY", file=sys.stderr)
        return 2
    artefact, entry = words
    set_import_path([os.path.dirname(artefact), *shared])
    answer = take_standard_output()
    try:
        Runner(lambda name: load(artefact, name), answer, artefact, entry, confirm).serve(sys.stdin.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        return 0  # The harness is gone, or is going; there is nobody to tell.
    return 0


if __name__ == "__main__":
    sys.exit(main())
