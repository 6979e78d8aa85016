"""A runner for MicroPython, which has too little of the standard library for the shared one: calls alone.

    micropython micropython_runner.py ARTEFACT ENTRY

It answers the protocol of docs/runner-protocol.md, and writes what comes of a call as `values.py` does,
for plain types.
"""

# It is read by MicroPython, which has no module of types.
# mypy: ignore-errors
import json
import struct
import sys
import time

GATHER = []


def parts(path):
    """The folder of a file, and what it is called as a module."""
    cut = path.rfind("/")
    name = path[cut + 1 :]
    return (path[:cut] if cut >= 0 else "."), name[: name.rfind(".")]


class Writer:
    """What has parts is an entry of the heap, and everywhere else stands its number."""

    def __init__(self):
        self.heap = []
        self.known = []

    def part(self, value):
        """A value as JSON."""
        kind = type(value)
        if value is None or kind is bool:
            return "null" if value is None else "true" if value else "false"
        if kind is int:
            return str(value)
        if kind is float:
            return float_text(value)
        if kind is str:
            return text_part(value)
        if kind is complex:
            return '{"complex":[%s,%s]}' % (float_text(value.real), float_text(value.imag))
        if kind is bytes:
            return '{"bytes":"%s"}' % "".join("%02x" % byte for byte in value)
        for number, known in enumerate(self.known):
            if known is value:
                return "[%d]" % number
        number = len(self.known)
        self.known.append(value)
        self.heap.append("")
        self.heap[number] = self.entry(value, kind)
        return "[%d]" % number

    def entry(self, value, kind):
        """What has parts."""
        if kind is list or kind is tuple:
            return '{"%s":[%s]}' % (kind.__name__, ",".join([self.part(one) for one in value]))
        if kind is dict:
            pairs = [self.part(key) + "," + self.part(value[key]) for key in value]
            return '{"dict":[%s]}' % ",".join(pairs)
        if kind is set:
            return '{"set":[%s]}' % ",".join(sorted([self.part(one) for one in value]))
        return '{"object":%s}' % json.dumps(kind.__name__)


def text_part(value):
    """A text, or its bytes where it has half a pair of surrogates, which is no character."""
    raw = value.encode()
    for place, byte in enumerate(raw):
        if byte == 0xED and raw[place + 1] >= 0xA0:
            return '{"surrogates":"%s"}' % "".join(["%02x" % byte for byte in raw])
    return json.dumps(value)


def float_text(value):
    """A float with all of its digits: those of the binary fraction, which integers can write."""
    if value != value:
        return '{"float":"nan"}'
    if value in (float("inf"), float("-inf")):
        return '{"float":"%s"}' % ("inf" if value > 0 else "-inf")
    bits = int.from_bytes(struct.pack("<d", value), "little")
    sign = "-" if bits >> 63 else ""
    exponent, fraction = (bits >> 52) & 0x7FF, bits & ((1 << 52) - 1)
    whole = fraction | (1 << 52) if exponent else fraction
    power = (exponent or 1) - 1075
    if power >= 0:
        return "%s%d.0" % (sign, whole << power)
    digits = str(whole * 5**-power)
    return "%s%se%d" % (sign, digits, power)


def gathered(*positional, **keywords):
    """Keeps the arguments of a call."""
    GATHER.append((positional, keywords))


class RefusalError(Exception):
    """What is answered by an `error` line."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Runner:
    """One file, and the call that it is asked for."""

    def __init__(self, artefact):
        self.folder, self.name = parts(artefact)
        self.request = None
        self.last = ""

    def prepare(self, text):
        """`prepare <JSON object>`"""
        request = json.loads(text)
        if request["input"] != "call":
            raise RefusalError("unsupported", "this runner makes calls alone")
        if self.folder not in sys.path:
            sys.path.insert(0, self.folder)
        try:
            self.module = __import__(self.name)
        except Exception as error:
            raise RefusalError("import", type(error).__name__ + ": " + str(error)) from None
        self.function = getattr(self.module, request["function"], None)
        if self.function is None:
            raise RefusalError("unsupported", "no function " + request["function"])
        self.request = request
        self.arguments()
        print("ready")

    def arguments(self):
        """The arguments, made anew."""
        names = dict(self.module.__dict__)
        names[self.request["function"]] = gathered
        del GATHER[:]
        try:
            eval(self.request["call"], names)
        except Exception as error:
            raise RefusalError("arguments", type(error).__name__ + ": " + str(error)) from None
        return GATHER[0]

    def run(self, text):
        """`run <samples> <iterations>`"""
        samples, iterations = [int(word) for word in text.split()]
        for _ in range(samples):
            start = time.time_ns()
            for _ in range(iterations):
                self.call()
            spent = max(time.time_ns() - start, 1)
            print("sample %d %d" % (spent, spent))
        print("done")

    def call(self):
        """One call, and what came of it."""
        positional, keywords = self.arguments()
        writer = Writer()
        try:
            result = self.function(*positional, **keywords)
            failed = None
        except BaseException as error:
            failed = error
        given = ",".join([writer.part(value) for value in positional])
        if failed is None:
            came = '"returned":' + writer.part(result)
        else:
            came = '"raised":[%s,%s]' % (json.dumps(type(failed).__name__), json.dumps(str(failed)))
        self.last = '{%s,"arguments":[%s],"keywords":{},"heap":[%s]}' % (came, given, ",".join(writer.heap))

    def serve(self):
        """Answers until `quit` or the end of input."""
        while True:
            line = sys.stdin.readline()
            words = line.strip().split(" ", 1)
            if not line or words[0] == "quit":
                return
            argument = words[1] if len(words) > 1 else ""
            try:
                if words[0] == "prepare":
                    self.prepare(argument)
                elif words[0] == "run":
                    self.run(argument)
                elif words[0] == "output":
                    print("output " + self.last)
                else:
                    raise RefusalError("unsupported", "no command " + words[0])
            except RefusalError as refusal:
                answer = {"kind": refusal.kind, "index": None, "field": None, "message": str(refusal)}
                print("error " + json.dumps(answer))


if __name__ == "__main__":
    Runner(sys.argv[1]).serve()
