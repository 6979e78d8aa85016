"""What the pipeline's kernels share once an event's fields are known: the ranges, the sums, the result.

It knows nothing of where the fields come from; each kernel reads them in its own way.
"""

from std.python import Python, PythonObject

# In the order of the contract; a type is known by its place in this list.
comptime KEPT_TYPES = (
    StaticString("page_view"),
    StaticString("purchase"),
    StaticString("click"),
    StaticString("search"),
    StaticString("add_to_cart"),
)
comptime KEPT_TYPE_COUNT = 5
comptime HIGH_VALUE = 100.0
comptime FIRST_MOMENT = seconds_since_1970(2025, 3, 1, 0, 0, 0)
comptime LAST_MOMENT = seconds_since_1970(2025, 9, 30, 23, 59, 59)

comptime TIMESTAMP_LENGTH = 25
comptime DIGIT_0 = UInt8(ord("0"))
comptime DIGIT_9 = UInt8(ord("9"))


def fault(index: Int, text: StaticString) -> Error:
    """What a kernel raises when an event breaks the contract."""
    return Error("event ", index, ": ", text)


def kept_type(event_type: StringSpan) -> Optional[Int]:
    """The place of a type whose events count; the whole name must match."""
    comptime for place in range(KEPT_TYPE_COUNT):
        comptime name = KEPT_TYPES[place]
        if event_type == name:
            return place
    return None


def is_in_range(moment: Int) -> Bool:
    """Whether a moment lies in the seven months that are kept, both ends included."""
    return FIRST_MOMENT <= moment <= LAST_MOMENT


def parse_timestamp(text: StringSpan) -> Optional[Int]:
    """Seconds since 1970 of a real moment written exactly `YYYY-MM-DDTHH:MM:SS+00:00`; None for all else."""
    var bytes = text.as_bytes()
    if len(bytes) != TIMESTAMP_LENGTH:
        return None
    comptime for i in range(TIMESTAMP_LENGTH):
        # The form's nines stand for any digit.
        comptime expected = UInt8(ord("9999-99-99T99:99:99+00:00"[byte=i]))
        if expected == DIGIT_9:
            if not DIGIT_0 <= bytes[i] <= DIGIT_9:
                return None
        elif bytes[i] != expected:
            return None
    var year = two_digits(bytes, 0) * 100 + two_digits(bytes, 2)
    var month = two_digits(bytes, 5)
    var day = two_digits(bytes, 8)
    var hour = two_digits(bytes, 11)
    var minute = two_digits(bytes, 14)
    var second = two_digits(bytes, 17)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    return seconds_since_1970(year, month, day, hour, minute, second)


def two_digits(bytes: Span[UInt8, _], at: Int) -> Int:
    """The number that two digits write."""
    return Int(bytes[at] - DIGIT_0) * 10 + Int(bytes[at + 1] - DIGIT_0)


def days_in_month(year: Int, month: Int) -> Int:
    """The length of a month of the Gregorian calendar."""
    if month == 2:
        var leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


def seconds_since_1970(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> Int:
    """Days are counted in years that begin in March, so that the leap day comes last."""
    var march_year = year if month > 2 else year - 1
    var months = (month + 9) % 12
    var leap_days = march_year // 4 - march_year // 100 + march_year // 400
    # Months from March on have 31, 30, 31, 30, 31 days, over and over: 153 in five. From the first of March
    # of the year 0 to 1970-01-01 it is 719468 days.
    var days = march_year * 365 + leap_days + (153 * months + 2) // 5 + day - 1 - 719468
    return ((days * 24 + hour) * 60 + minute) * 60 + second


struct User(Copyable, Movable):
    """What is known of one user so far; moments in seconds since 1970, amounts in the unit of the input."""

    var event_count: Int
    var total_amount: Float64
    var high_value_count: Int
    var first: Int
    var last: Int
    var type_counts: Array[Int, KEPT_TYPE_COUNT]
    var types_seen: List[Int]
    """The types in the order of their first appearance, which decides ties."""
    var page_counts: Dict[String, Int]
    """A `Dict` keeps its keys in the order of their first appearance, too."""

    def __init__(out self, moment: Int):
        self.event_count = 0
        self.total_amount = 0.0
        self.high_value_count = 0
        self.first = moment
        self.last = moment
        self.type_counts = Array[Int, KEPT_TYPE_COUNT](fill=0)
        self.types_seen = List[Int](capacity=KEPT_TYPE_COUNT)
        self.page_counts = {}

    def add(mut self, moment: Int, event_type: Int, amount: Float64, page: StringSpan):
        """One more event."""
        self.event_count += 1
        self.total_amount += amount
        if amount > HIGH_VALUE:
            self.high_value_count += 1
        self.first = min(self.first, moment)
        self.last = max(self.last, moment)
        if self.type_counts[event_type] == 0:
            self.types_seen.append(event_type)
        self.type_counts[event_type] += 1
        self.page_counts.setdefault(String(page), 0) += 1

    def top_type(self) -> String:
        """The most common event type in upper case."""
        var top = self.types_seen[0]
        for event_type in self.types_seen:
            if self.type_counts[event_type] > self.type_counts[top]:
                top = event_type
        ref names = materialize[KEPT_TYPES]()
        comptime for place in range(KEPT_TYPE_COUNT):
            if place == top:
                return names[place].upper()
        return ""

    def top_page(self) -> String:
        """The most common page."""
        var top = String()
        var top_count = 0
        for entry in self.page_counts.items():
            if entry.value > top_count:
                top = entry.key
                top_count = entry.value
        return top


struct Totals:
    """All users, in the order of their first appearance."""

    var users: List[User]
    var places: Dict[Int, Int]
    """From a user's id to the place in `users`."""

    def __init__(out self):
        self.users = []
        self.places = {}

    def add(mut self, user_id: Int, moment: Int, event_type: Int, amount: Float64, page: StringSpan):
        """One more event that is kept."""
        var place = self.places.setdefault(user_id, len(self.users))
        if place == len(self.users):
            self.users.append(User(moment))
        self.users[place].add(moment, event_type, amount, page)

    def to_python(self) raises -> PythonObject:
        """The result, users ordered by id. Python rounds, because its rounding is the contract's."""
        var round = Python.import_module("builtins").round
        var total_events = 0
        var total_amount = 0.0
        var total_high_value = 0
        for ref user in self.users:
            total_events += user.event_count
            total_amount += user.total_amount
            total_high_value += user.high_value_count
        var ids = List[Int](self.places.keys())
        sort(ids)
        var users: PythonObject = []
        for user_id in ids:
            ref user = self.users[self.places[user_id]]
            var line: PythonObject = {
                "user_id": user_id,
                "event_count": user.event_count,
                "total_amount": round(user.total_amount, 2),
                "high_value_count": user.high_value_count,
                "duration_seconds": Float64(user.last - user.first),
                "top_event_type": user.top_type(),
                "top_page": user.top_page(),
            }
            users.append(line)
        return {
            "total_users": len(self.users),
            "total_events": total_events,
            "total_amount": round(total_amount, 2),
            "total_high_value": total_high_value,
            "users": users,
        }
