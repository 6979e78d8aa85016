"""A graph as a dict of lists."""

from collections import deque


def breadth_first(edges, start):
    """A graph as a dict of lists."""
    seen, waiting = {start: 0}, deque([start])
    while waiting:
        node = waiting.popleft()
        for other in edges.get(node, ()):
            if other not in seen:
                seen[other] = seen[node] + 1
                waiting.append(other)
    return seen
