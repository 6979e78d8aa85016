"""binary-trees: perfect binary trees, made, counted and forgotten, beside one that is kept.

Source: the binary-trees problem of the Computer Language Benchmarks Game, written anew. A tree of depth d has
2^(d+1) - 1 nodes. Counts without a unit.

The oracle with a class in place of tuples, which mypyc makes a C structure, and native integers.
"""

from __future__ import annotations

from mypy_extensions import i64

SHALLOWEST = 4


class Node:
    """A node with its subtrees: both, or none."""

    def __init__(self, left: Node | None, right: Node | None) -> None:
        self.left = left
        self.right = right


def binary_trees(n: i64) -> list[int]:
    """The nodes counted: of one tree a level deeper; of all trees of each second depth; of the one kept."""
    deepest: i64 = max(SHALLOWEST + 2, n)
    counted: list[int] = [count(make(deepest + 1))]
    kept = make(deepest)
    depth: i64 = SHALLOWEST
    while depth <= deepest:
        trees: i64 = 1 << (deepest - depth + SHALLOWEST)
        nodes: i64 = 0
        for _ in range(trees):
            nodes += count(make(depth))
        counted.append(nodes)
        depth += 2
    counted.append(count(kept))
    return counted


def make(depth: i64) -> Node:
    """A tree of this depth."""
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def count(tree: Node) -> i64:
    """The nodes of a tree."""
    left, right = tree.left, tree.right
    if left is None or right is None:
        return 1
    return 1 + count(left) + count(right)
