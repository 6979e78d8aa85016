/* pipeline-bytes: filter a JSON array of events and total them per user, from the raw bytes.
 *
 * Kept are the events of five types within the seven months from March to September 2025. yyjson parses the document;
 * what follows walks its tree into arrays of our own. Amounts have the unit of the input, durations are seconds.
 *
 * Nothing here has a limit but memory: users, pages and the counts of pages per user lie in arrays that grow, and are
 * found through hash tables that grow. */
#include "kernels.h"

#include "yyjson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HIGH_VALUE 100.0
#define FIRST_MOMENT "2025-03-01T00:00:00+00:00"
#define LAST_MOMENT "2025-09-30T23:59:59+00:00"
#define TIMESTAMP_LENGTH (sizeof FIRST_MOMENT - 1)

enum { KEPT_TYPES = 5, NOT_KEPT = KEPT_TYPES };

static const struct {
    const char *name;
    size_t length;
    const char *upper;
} EVENT_TYPES[KEPT_TYPES] = {
    {"page_view", 9, "PAGE_VIEW"},
    {"purchase", 8, "PURCHASE"},
    {"click", 5, "CLICK"},
    {"search", 6, "SEARCH"},
    {"add_to_cart", 11, "ADD_TO_CART"},
};

/* What is known of one user so far. */
struct user {
    int64_t id;
    int64_t event_count;
    double total_amount;
    int64_t high_value_count;
    int64_t first, last; /* moments, seconds */
    int64_t type_counts[KEPT_TYPES];
    int64_t type_seen[KEPT_TYPES]; /* the user's how manieth event brought the type */
    size_t top_page;               /* known when all events are */
    int64_t top_page_count;
};

/* How often one user was on one page. They are kept in the order in which they were first seen. */
struct visits {
    size_t user, page;
    int64_t count;
};

/* A hash table of positions in one of the arrays below; it keeps hashes, so that it grows without looking at keys. */
struct slot {
    uint64_t hash;
    size_t position_plus_one; /* 0: empty */
};

struct positions {
    struct slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t used;
};

/* All that the events have told. Pages point into the parsed document. */
struct tally {
    struct user *users;
    size_t user_count, user_capacity;
    struct text *pages;
    size_t page_count, page_capacity;
    struct visits *visits;
    size_t visits_count, visits_capacity;
    struct positions users_by_id, pages_by_text, visits_by_pair;
};

/* One event that is kept, checked. */
struct event {
    int type;
    int64_t moment;
    int64_t user_id;
    double amount;
    struct text page;
};

static enum kernel_status refuse(struct kernel_error *error, size_t index, const char *field, const char *reason) {
    *error = (struct kernel_error){.has_index = true, .index = index, .field = field, .reason = reason};
    return KERNEL_REFUSED;
}

/* ---- Moments ---- */

/* The number that the `count` decimal digits at `text` stand for, or -1. */
static int digits(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Days from 0001-01-01 to a date of the Gregorian calendar, or -1 if there is no such date. */
static int64_t days_to(int year, int month, int day) {
    static const int BEFORE_MONTH[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    if (year < 1 || month < 1 || month > 12) {
        return -1;
    }
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int length = BEFORE_MONTH[month] - BEFORE_MONTH[month - 1] + (leap && month == 2);
    if (day < 1 || day > length) {
        return -1;
    }
    int64_t years = year - 1;
    return years * 365 + years / 4 - years / 100 + years / 400 + BEFORE_MONTH[month - 1] + (leap && month > 2) + day -
           1;
}

/* Seconds from 0001-01-01T00:00:00+00:00 to `text`, which has exactly that form, or -1 if it has not. */
static int64_t parse_timestamp(const char *text, size_t length) {
    if (length != TIMESTAMP_LENGTH || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || memcmp(text + 19, "+00:00", 6) != 0) {
        return -1;
    }
    int64_t days = days_to(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
    int hour = digits(text + 11, 2), minute = digits(text + 14, 2), second = digits(text + 17, 2);
    if (days < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return -1;
    }
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/* ---- Rounding ---- */

/* `x` rounded to two decimals as Python's `round(x, 2)` does it: to the hundredth that is nearest to the exact binary
 * value, ties to the even one; then to the double that is nearest to that hundredth.
 *
 * `x * 100.0` is itself rounded, so it says only between which two hundredths x lies; which of them is nearer is
 * decided by the sign of x * 100 - (n + 1/2), and a fused multiply-add has the sign of the exact value. Printing
 * with "%.2f" and reading back gives the same, costs more, and depends on the locale. */
static double round_to_hundredths(double x) {
    double a = fabs(x);
    /* From 2^46 on doubles are 1/64 apart: the nearest double to the nearest hundredth is x itself. */
    if (!(a < 0x1p46)) {
        return x;
    }
    double n = floor(a * 100.0);
    /* From 2^52 on the product had no room for a fraction: it is already rounded to a whole number, ties to even. */
    if (n < 0x1p52) {
        double beyond_half = fma(a, 100.0, -(n + 0.5));
        if (beyond_half > 0.0 || (beyond_half == 0.0 && fmod(n, 2.0) != 0.0)) {
            n += 1.0;
        }
    }
    return copysign(n / 100.0, x);
}

/* ---- Hash tables ---- */

/* A bijection of 64-bit numbers that makes every bit depend on every other (the finaliser of SplitMix64). */
static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t hash_text(struct text text) {
    uint64_t hash = text.length;
    size_t i = 0;
    for (; text.length - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, text.bytes + i, 8);
        hash = mix(hash ^ word);
    }
    uint64_t rest = 0;
    if (i < text.length) {
        memcpy(&rest, text.bytes + i, text.length - i);
    }
    return mix(hash ^ rest);
}

/* Make room for one more entry; at most half of the slots are ever used. */
static bool positions_reserve(struct positions *table) {
    if (table->used < table->capacity / 2) {
        return true;
    }
    size_t capacity = table->capacity == 0 ? 64 : table->capacity * 2;
    struct slot *slots = calloc(capacity, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].position_plus_one != 0) {
            size_t at = (size_t)table->slots[i].hash & (capacity - 1);
            while (slots[at].position_plus_one != 0) {
                at = (at + 1) & (capacity - 1);
            }
            slots[at] = table->slots[i];
        }
    }
    free(table->slots);
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

/* Whether the entry at `position` is the one looked for. */
typedef bool is_wanted(const struct tally *tally, size_t position, const void *key);

/* The slot of the wanted entry, or the empty one where it belongs. The table must have an empty slot. */
static inline struct slot *find_slot(const struct positions *table, uint64_t hash, is_wanted *wanted,
                                     const struct tally *tally, const void *key) {
    size_t at = (size_t)hash & (table->capacity - 1);
    for (;;) {
        struct slot *slot = &table->slots[at];
        if (slot->position_plus_one == 0 ||
            (slot->hash == hash && wanted(tally, slot->position_plus_one - 1, key))) {
            return slot;
        }
        at = (at + 1) & (table->capacity - 1);
    }
}

static void fill_slot(struct positions *table, struct slot *slot, uint64_t hash, size_t position) {
    *slot = (struct slot){hash, position + 1};
    table->used++;
}

/* The array, moved if there was no room for one more; NULL, and the old one still valid, if there is no memory. */
static void *with_room(void *items, size_t count, size_t *capacity, size_t item_size) {
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity == 0 ? 64 : *capacity * 2;
    if (larger > SIZE_MAX / item_size) {
        return NULL;
    }
    void *moved = realloc(items, larger * item_size);
    if (moved != NULL) {
        *capacity = larger;
    }
    return moved;
}

/* ---- The tally ---- */

static bool is_user(const struct tally *tally, size_t position, const void *key) {
    return tally->users[position].id == *(const int64_t *)key;
}

static bool is_page(const struct tally *tally, size_t position, const void *key) {
    const struct text *page = &tally->pages[position], *wanted = key;
    return page->length == wanted->length && memcmp(page->bytes, wanted->bytes, page->length) == 0;
}

static bool is_visits(const struct tally *tally, size_t position, const void *key) {
    const struct visits *visits = &tally->visits[position], *wanted = key;
    return visits->user == wanted->user && visits->page == wanted->page;
}

/* The three that follow set `position` to where the entry is, adding it if it is new; false: no memory. */

static bool locate_user(struct tally *tally, int64_t id, int64_t moment, size_t *position) {
    uint64_t hash = mix((uint64_t)id);
    if (!positions_reserve(&tally->users_by_id)) {
        return false;
    }
    struct slot *slot = find_slot(&tally->users_by_id, hash, is_user, tally, &id);
    if (slot->position_plus_one == 0) {
        struct user *users = with_room(tally->users, tally->user_count, &tally->user_capacity, sizeof *users);
        if (users == NULL) {
            return false;
        }
        tally->users = users;
        users[tally->user_count] = (struct user){.id = id, .first = moment, .last = moment};
        fill_slot(&tally->users_by_id, slot, hash, tally->user_count++);
    }
    *position = slot->position_plus_one - 1;
    return true;
}

static bool locate_page(struct tally *tally, struct text page, size_t *position) {
    uint64_t hash = hash_text(page);
    if (!positions_reserve(&tally->pages_by_text)) {
        return false;
    }
    struct slot *slot = find_slot(&tally->pages_by_text, hash, is_page, tally, &page);
    if (slot->position_plus_one == 0) {
        struct text *pages = with_room(tally->pages, tally->page_count, &tally->page_capacity, sizeof *pages);
        if (pages == NULL) {
            return false;
        }
        tally->pages = pages;
        pages[tally->page_count] = page;
        fill_slot(&tally->pages_by_text, slot, hash, tally->page_count++);
    }
    *position = slot->position_plus_one - 1;
    return true;
}

static bool locate_visits(struct tally *tally, size_t user, size_t page, size_t *position) {
    struct visits wanted = {.user = user, .page = page};
    uint64_t hash = mix(mix(user) + page);
    if (!positions_reserve(&tally->visits_by_pair)) {
        return false;
    }
    struct slot *slot = find_slot(&tally->visits_by_pair, hash, is_visits, tally, &wanted);
    if (slot->position_plus_one == 0) {
        struct visits *visits =
            with_room(tally->visits, tally->visits_count, &tally->visits_capacity, sizeof *visits);
        if (visits == NULL) {
            return false;
        }
        tally->visits = visits;
        visits[tally->visits_count] = wanted;
        fill_slot(&tally->visits_by_pair, slot, hash, tally->visits_count++);
    }
    *position = slot->position_plus_one - 1;
    return true;
}

static bool count_event(struct tally *tally, const struct event *event) {
    size_t user_position, page_position, visits_position;
    if (!locate_user(tally, event->user_id, event->moment, &user_position) ||
        !locate_page(tally, event->page, &page_position) ||
        !locate_visits(tally, user_position, page_position, &visits_position)) {
        return false;
    }
    struct user *user = &tally->users[user_position];
    user->event_count++;
    user->total_amount += event->amount;
    user->high_value_count += event->amount > HIGH_VALUE;
    if (event->moment < user->first) {
        user->first = event->moment;
    }
    if (event->moment > user->last) {
        user->last = event->moment;
    }
    if (user->type_counts[event->type]++ == 0) {
        user->type_seen[event->type] = user->event_count;
    }
    tally->visits[visits_position].count++;
    return true;
}

static void tally_free(struct tally *tally) {
    free(tally->users);
    free(tally->pages);
    free(tally->visits);
    free(tally->users_by_id.slots);
    free(tally->pages_by_text.slots);
    free(tally->visits_by_pair.slots);
}

/* ---- Reading events ---- */

static int event_type_of(yyjson_val *value) {
    const char *text = yyjson_get_str(value);
    size_t length = yyjson_get_len(value);
    for (int type = 0; type < KEPT_TYPES; type++) {
        if (length == EVENT_TYPES[type].length && memcmp(text, EVENT_TYPES[type].name, length) == 0) {
            return type;
        }
    }
    return NOT_KEPT;
}

/* An integer from -2^63 to 2^63-1; yyjson keeps larger ones as doubles. */
static bool get_int64(yyjson_val *value, int64_t *number) {
    if (!yyjson_is_int(value) || (yyjson_is_uint(value) && yyjson_get_uint(value) > INT64_MAX)) {
        return false;
    }
    *number = yyjson_get_sint(value);
    return true;
}

/* The parts of an event that count once its type and moment are known to be wanted. */
static enum kernel_status read_details(yyjson_val *object, size_t index, struct event *event,
                                       struct kernel_error *error) {
    if (!get_int64(yyjson_obj_get(object, "user_id"), &event->user_id)) {
        return refuse(error, index, "user_id", "not an integer of 64 bits");
    }
    yyjson_val *metadata = yyjson_obj_get(object, "metadata");
    if (!yyjson_is_obj(metadata)) {
        return refuse(error, index, "metadata", "not an object");
    }
    yyjson_val *amount = yyjson_obj_get(metadata, "amount");
    if (amount == NULL || yyjson_is_null(amount)) {
        event->amount = 0.0;
    } else if (yyjson_is_num(amount)) {
        event->amount = yyjson_get_num(amount);
    } else {
        return refuse(error, index, "metadata.amount", "not a number");
    }
    yyjson_val *page = yyjson_obj_get(metadata, "page");
    if (page == NULL || yyjson_is_null(page)) {
        event->page = (struct text){"", 0};
    } else if (yyjson_is_str(page)) {
        event->page = (struct text){yyjson_get_str(page), yyjson_get_len(page)};
    } else {
        return refuse(error, index, "metadata.page", "not a string");
    }
    return KERNEL_OK;
}

static enum kernel_status tally_events(yyjson_val *events, struct tally *tally, struct kernel_error *error) {
    const int64_t first_moment = parse_timestamp(FIRST_MOMENT, TIMESTAMP_LENGTH);
    const int64_t last_moment = parse_timestamp(LAST_MOMENT, TIMESTAMP_LENGTH);
    size_t index, count;
    yyjson_val *object;
    yyjson_arr_foreach(events, index, count, object) {
        if (!yyjson_is_obj(object)) {
            return refuse(error, index, NULL, "not an object");
        }
        yyjson_val *type = yyjson_obj_get(object, "event_type");
        if (!yyjson_is_str(type)) {
            return refuse(error, index, "event_type", "not a string");
        }
        struct event event = {.type = event_type_of(type)};
        if (event.type == NOT_KEPT) {
            continue;
        }
        yyjson_val *timestamp = yyjson_obj_get(object, "timestamp");
        if (!yyjson_is_str(timestamp)) {
            return refuse(error, index, "timestamp", "not a string");
        }
        event.moment = parse_timestamp(yyjson_get_str(timestamp), yyjson_get_len(timestamp));
        if (event.moment < 0) {
            return refuse(error, index, "timestamp", "not a moment of the form YYYY-MM-DDTHH:MM:SS+00:00");
        }
        if (event.moment < first_moment || event.moment > last_moment) {
            continue;
        }
        enum kernel_status status = read_details(object, index, &event, error);
        if (status != KERNEL_OK) {
            return status;
        }
        if (!count_event(tally, &event)) {
            return KERNEL_OUT_OF_MEMORY;
        }
    }
    return KERNEL_OK;
}

/* ---- The result ---- */

/* The most frequent, of equals the one seen first. */
static int top_event_type(const struct user *user) {
    int top = 0;
    for (int type = 1; type < KEPT_TYPES; type++) {
        int64_t more = user->type_counts[type] - user->type_counts[top];
        if (more > 0 || (more == 0 && user->type_seen[type] < user->type_seen[top])) {
            top = type;
        }
    }
    return top;
}

/* Visits come in the order of first sight, so "more than the best so far" leaves ties with the one seen first. */
static void find_top_pages(struct tally *tally) {
    for (size_t i = 0; i < tally->visits_count; i++) {
        const struct visits *visits = &tally->visits[i];
        struct user *user = &tally->users[visits->user];
        if (visits->count > user->top_page_count) {
            user->top_page = visits->page;
            user->top_page_count = visits->count;
        }
    }
}

static int by_user_id(const void *left, const void *right) {
    int64_t a = ((const struct user_summary *)left)->user_id, b = ((const struct user_summary *)right)->user_id;
    return (a > b) - (a < b);
}

/* Copy the pages' bytes out of the document, whose end is near, and let `pages` point at the copies. */
static char *adopt_pages(struct tally *tally) {
    size_t length = 0;
    for (size_t i = 0; i < tally->page_count; i++) {
        length += tally->pages[i].length;
    }
    char *bytes = malloc(length + 1);
    if (bytes == NULL) {
        return NULL;
    }
    char *end = bytes;
    for (size_t i = 0; i < tally->page_count; i++) {
        struct text *page = &tally->pages[i];
        memcpy(end, page->bytes, page->length);
        page->bytes = end;
        end += page->length;
    }
    return bytes;
}

/* Users are totalled in the order of their first appearance, unrounded; then each line is rounded, then sorted. */
static enum kernel_status summarise(struct tally *tally, struct pipeline_result *result) {
    struct pipeline_result summary = {.total_users = tally->user_count};
    summary.users = calloc(tally->user_count + 1, sizeof *summary.users);
    summary.page_bytes = adopt_pages(tally);
    if (summary.users == NULL || summary.page_bytes == NULL) {
        pipeline_result_free(&summary);
        return KERNEL_OUT_OF_MEMORY;
    }
    find_top_pages(tally);
    for (size_t i = 0; i < tally->user_count; i++) {
        const struct user *user = &tally->users[i];
        summary.total_events += user->event_count;
        summary.total_amount += user->total_amount;
        summary.total_high_value += user->high_value_count;
        summary.users[i] = (struct user_summary){
            .user_id = user->id,
            .event_count = user->event_count,
            .total_amount = round_to_hundredths(user->total_amount),
            .high_value_count = user->high_value_count,
            .duration_seconds = (double)(user->last - user->first), /* whole: two decimals change nothing */
            .top_event_type = EVENT_TYPES[top_event_type(user)].upper,
            .top_page = tally->pages[user->top_page],
        };
    }
    summary.total_amount = round_to_hundredths(summary.total_amount);
    qsort(summary.users, summary.total_users, sizeof *summary.users, by_user_id);
    *result = summary;
    return KERNEL_OK;
}

enum kernel_status pipeline_bytes(const char *data, size_t length, struct pipeline_result *result,
                                  struct kernel_error *error) {
    yyjson_read_err fault;
    /* Not in place: that would write into the input. `yyjson_read_opts` takes a pointer to non-const for that alone. */
    yyjson_doc *document = yyjson_read_opts((char *)data, length, YYJSON_READ_NOFLAG, NULL, &fault);
    if (document == NULL) {
        if (fault.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION) {
            return KERNEL_OUT_OF_MEMORY;
        }
        *error = (struct kernel_error){.reason = fault.msg};
        return KERNEL_REFUSED;
    }
    yyjson_val *events = yyjson_doc_get_root(document);
    enum kernel_status status;
    if (yyjson_is_arr(events)) {
        struct tally tally = {0};
        status = tally_events(events, &tally, error);
        if (status == KERNEL_OK) {
            status = summarise(&tally, result);
        }
        tally_free(&tally);
    } else {
        *error = (struct kernel_error){.reason = "not an array"};
        status = KERNEL_REFUSED;
    }
    yyjson_doc_free(document);
    return status;
}

void pipeline_result_free(struct pipeline_result *result) {
    free(result->users);
    free(result->page_bytes);
    *result = (struct pipeline_result){0};
}
