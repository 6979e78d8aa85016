"""A heap."""

import heapq


def merge(lists):
    """A heap."""
    heap = [(values[0], index, 0) for index, values in enumerate(lists) if values]
    heapq.heapify(heap)
    merged = []
    while heap:
        value, index, place = heapq.heappop(heap)
        merged.append(value)
        if place + 1 < len(lists[index]):
            heapq.heappush(heap, (lists[index][place + 1], index, place + 1))
    return merged
