"""Documents for fuzzing, from a seeded generator: valid ones, ones with a fault, and broken ones.

Valid documents are written as strangely as JSON allows: any order of keys, any white space, any spelling of
strings and numbers. Broken ones are valid ones, or check inputs, with a few bytes changed, moved or cut off.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import fuzz_values as values

FIRST, SECONDS = datetime(2025, 3, 1, tzinfo=timezone.utc), 214 * 86400


class Writer:
    """Writes documents; everything that it decides comes from the one generator of random numbers."""

    def __init__(self, chance: random.Random, seeds: list[bytes]) -> None:
        self.chance = chance
        self.seeds = seeds
        self.style()

    def style(self) -> None:
        """How the next document is written, and of which users, pages and types it tells."""
        chance = self.chance
        self.blanks = chance.choice([[""], [" "], ["", " "], ["", "\n", " ", "\t", "\r\n", "   "]])
        self.escapes = chance.choice([0.0, 0.0, 0.1, 1.0])
        self.size = self.most_events()
        self.users = [self.user_id() for _ in range(min(self.size + 1, chance.choice([1, 2, 5, 40, 200])))]
        self.pages = [self.page() for _ in range(min(self.size + 1, chance.choice([1, 2, 5, 40, 200])))]
        self.kept = chance.sample(values.KEPT_TYPES, chance.randint(1, 5))
        self.clustered = chance.random() < 0.3

    def document(self) -> bytes:
        """Half of all are valid, a fifth has one fault in one event, the rest is broken."""
        self.style()
        kind = self.chance.random()
        if kind < 0.5:
            return self.valid()
        if kind < 0.7:
            return self.faulty()
        return self.broken(self.chance.choice(self.seeds) if self.seeds and kind < 0.8 else self.valid())

    # ---- valid

    def most_events(self) -> int:
        """Of how many events the next document tells; most of few."""
        most = self.chance.choices([0, 1, 3, 12, 60, 400], [1, 4, 8, 8, 3, 1])[0]
        return self.chance.randint(min(most, 1), most)

    def valid(self) -> bytes:
        """A document that keeps the contract."""
        return self.array([self.event() for _ in range(self.size)])

    def array(self, events: list[str]) -> bytes:
        """The document of these events."""
        text = f"{self.blank()}[{self.blank()}{self.joined(events)}{self.blank()}]{self.blank()}"
        return text.encode("utf-8")

    def joined(self, parts: list[str]) -> str:
        """The parts with commas."""
        return "".join(
            f"{self.blank()},{self.blank()}{part}" if index else part for index, part in enumerate(parts)
        )

    def blank(self) -> str:
        """White space, as this document has it."""
        return self.blanks[0] if len(self.blanks) == 1 else self.chance.choice(self.blanks)

    def event(self, **other: str | None) -> str:
        """An event, some of its fields given as JSON texts; None leaves a field out."""
        chance = self.chance
        kept = bool(other) or chance.random() < 0.8
        fields = {
            "event_type": self.text(chance.choice(self.kept if kept else values.OTHER_TYPES)),
            "timestamp": self.text(self.moment(kept=bool(other))),
            "user_id": chance.choice(self.users),
            "metadata": self.metadata(other),
        }
        fields.update({key: text for key, text in other.items() if key in fields})  # type: ignore[misc]
        extras = [] if chance.random() < 0.6 else ["page", "amount", "Event_type", "user_id ", "", "x"]
        return self.object({**fields, **{key: self.anything(2) for key in extras[: chance.randint(0, 6)]}})

    def metadata(self, other: dict[str, str | None]) -> str:
        """The object `metadata`, its fields in any order."""
        chance = self.chance
        fields: dict[str, str | None] = {}
        if chance.random() < 0.7:
            fields["amount"] = self.amount()
        if chance.random() < 0.8:
            fields["page"] = "null" if chance.random() < 0.05 else self.text(chance.choice(self.pages))
        fields.update({key: text for key, text in other.items() if key in ("amount", "page")})
        extras = ["user_id", "timestamp", "metadata", "AMOUNT", "pages", "currency"]
        if chance.random() < 0.3:
            fields.update({key: self.anything(2) for key in chance.sample(extras, chance.randint(1, 3))})
        return self.object(fields)

    def object(self, fields: dict[str, str | None]) -> str:
        """An object of these JSON texts, in any order."""
        present = [(key, text) for key, text in fields.items() if text is not None]
        self.chance.shuffle(present)
        pairs = [f"{self.text(key)}{self.blank()}:{self.blank()}{text}" for key, text in present]
        return f"{{{self.blank()}{self.joined(pairs)}{self.blank()}}}"

    def anything(self, depth: int) -> str:
        """Some JSON."""
        chance = self.chance
        kind = chance.randrange(7 if depth else 5)
        if kind == 5:
            return f"[{self.joined([self.anything(depth - 1) for _ in range(chance.randint(0, 3))])}]"
        if kind == 6:
            return self.object({key: self.anything(depth - 1) for key in "abc"[: chance.randint(0, 3)]})
        if kind == 4 and chance.random() < 0.1:
            return "[" * 40 + "]" * 40
        simple: list[Callable[[], str]] = [
            lambda: chance.choice(["null", "true", "false"]),
            lambda: self.text(self.page()),
            self.amount,
            self.user_id,
            lambda: chance.choice(["[]", "{}", '""', "[[],[{}]]"]),
        ]
        return simple[kind]()

    def text(self, value: str) -> str:
        """A string in JSON, each character spelt in one of the ways that there are."""
        if not self.escapes:
            return json.dumps(value, ensure_ascii=False)
        return '"' + "".join(self.character(character) for character in value) + '"'

    def character(self, character: str) -> str:
        """One character of a string."""
        must = character in '"\\' or character < " "
        if not must and self.chance.random() >= self.escapes:
            return character
        if character in values.SHORT_ESCAPES and self.chance.random() < 0.7:
            return values.SHORT_ESCAPES[character]
        units = character.encode("utf-16-be")
        spelt = (units[i : i + 2].hex() for i in range(0, len(units), 2))
        return "".join(f"\\u{unit.upper() if self.chance.random() < 0.5 else unit}" for unit in spelt)

    def user_id(self) -> str:
        """An integer of 64 bits."""
        if self.chance.random() < 0.5:
            return str(self.chance.randint(1, 50))
        return self.chance.choice([*values.USER_IDS, str(self.chance.randint(-(2**63), 2**63 - 1))])

    def page(self) -> str:
        """Any string; often one that is like others."""
        chance = self.chance
        if chance.random() < 0.7:
            return chance.choice(values.PAGES)
        length = chance.choice([1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 255, 256, 257, 1500])
        alphabet = chance.choice(["a", "ab", "/abc", "aé", "日本", "😀a", '"\\/'])
        return "".join(chance.choices(alphabet, k=length))

    def amount(self) -> str:
        """A number, as strangely written as JSON allows."""
        chance = self.chance
        kind = chance.randrange(7)
        if kind == 0:
            return chance.choice(values.AMOUNTS)
        if kind == 1:
            return str(chance.randint(-(10**6), 10**6))
        if kind == 2:
            halves = chance.choice(["5", "05", "005", "015", "125", "995", "4999"])
            return f"{chance.randint(-3000, 30000)}.{halves}"
        if kind == 3:
            return repr(chance.uniform(-1, 1) * 10.0 ** chance.randint(-20, 20))
        if kind == 4:
            return self.between_doubles()
        digits = "".join(chance.choices("0123456789", k=chance.choice([1, 5, 16, 17, 18, 19, 20, 40])))
        exponent = chance.choice(
            ["", "", f"e{chance.randint(-30, 30)}", f"E+{chance.randint(0, 30)}", "e-0", "E00"]
        )
        return f"{chance.choice(['', '-'])}{chance.randint(0, 999)}.{digits}{exponent}"

    def between_doubles(self) -> str:
        """The number in the middle between two doubles, written out; or a little more or less than that."""
        low = abs(self.chance.uniform(0, 1) * 10.0 ** self.chance.randint(-5, 20))
        middle = (Fraction(low) + Fraction(math.nextafter(low, math.inf))) / 2
        places = middle.denominator.bit_length() - 1
        digits = str(middle.numerator * 5**places).rjust(places + 1, "0")
        whole, part = (digits[:-places], digits[-places:]) if places else (digits, "0")
        return f"{whole}.{part}{self.chance.choice(['', '0', '1', '0' * 20 + '1'])}"

    def moment(self, kept: bool) -> str:
        """A real moment; in range if it must be kept, and in most other cases."""
        chance = self.chance
        if chance.random() < 0.15 and not kept:
            return chance.choice(values.EDGES) + "+00:00"
        seconds = chance.randrange(100) if self.clustered else chance.randrange(SECONDS)
        return (FIRST + timedelta(seconds=seconds)).isoformat()

    # ---- one fault

    def faulty(self) -> bytes:
        """A valid document but for one event, which has one fault."""
        chance = self.chance
        events = [self.event() for _ in range(self.size)]
        faults: list[Callable[[], str]] = [
            lambda: chance.choice(values.NO_EVENTS),
            lambda: self.event(event_type=chance.choice([None, "null", *values.NO_TEXTS])),
            lambda: self.event(timestamp=chance.choice([None, "null", *values.NO_TEXTS])),
            lambda: self.event(timestamp=self.text(self.no_moment())),
            lambda: self.event(user_id=chance.choice([None, *values.NO_USER_IDS])),
            lambda: self.event(metadata=chance.choice([None, *values.NO_OBJECTS])),
            lambda: self.event(amount=chance.choice(values.NO_AMOUNTS)),
            lambda: self.event(page=chance.choice(values.NO_TEXTS)),
        ]
        events.insert(chance.randint(0, len(events)), chance.choice(faults)())
        return self.array(events)

    def no_moment(self) -> str:
        """A text that is almost a timestamp."""
        chance = self.chance
        if chance.random() < 0.5:
            return chance.choice(values.NO_MOMENTS)
        text = list(self.moment(kept=False))
        at = chance.randrange(len(text))
        text[at : at + chance.randint(0, 1)] = chance.choice(
            ["x", "0", "9", " ", "-", ":", "", "\0", "é", "٣"]
        )
        return "".join(text)

    # ---- broken

    def broken(self, document: bytes) -> bytes:
        """The document with some bytes changed."""
        for _ in range(self.chance.choice([1, 1, 1, 2, 4])):
            document = self.chance.choice(
                [self.cut, self.insert, self.change, self.move, self.repeat, self.end]
            )(document)
        return document

    def part(self, document: bytes) -> tuple[int, int]:
        """A short stretch of it."""
        start = self.chance.randint(0, len(document))
        return start, min(len(document), start + self.chance.choice([1, 1, 1, 2, 4, 30]))

    def cut(self, document: bytes) -> bytes:
        """Without a stretch."""
        start, end = self.part(document)
        return document[:start] + document[end:]

    def insert(self, document: bytes) -> bytes:
        """With a token too many."""
        start, _ = self.part(document)
        return document[:start] + self.chance.choice(values.TOKENS) + document[start:]

    def change(self, document: bytes) -> bytes:
        """With a token, or a byte, in place of a stretch."""
        start, end = self.part(document)
        other = self.chance.choice([self.chance.choice(values.TOKENS), self.chance.randbytes(1)])
        return document[:start] + other + document[end:]

    def move(self, document: bytes) -> bytes:
        """With a stretch elsewhere."""
        start, end = self.part(document)
        rest = document[:start] + document[end:]
        at = self.chance.randint(0, len(rest))
        return rest[:at] + document[start:end] + rest[at:]

    def repeat(self, document: bytes) -> bytes:
        """With a stretch twice."""
        start, end = self.part(document)
        return document[:end] + document[start:]

    def end(self, document: bytes) -> bytes:
        """Cut off, or with something behind it."""
        if self.chance.random() < 0.5:
            return document[: self.chance.randint(0, len(document))]
        return document + self.chance.choice([*values.TOKENS, document])
