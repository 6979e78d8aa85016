"""binary-trees: perfect binary trees, made, counted and forgotten, beside one that is kept.

Source: the binary-trees problem of the Computer Language Benchmarks Game (after Boehm's GCBench), written
anew. A tree of depth d has 2^(d+1) - 1 nodes, each allocated by itself and none shared. Counts without a
unit.
"""

from __future__ import annotations

from typing import Any

SHALLOWEST = 4

Tree = tuple[Any, Any]


def binary_trees(n: int) -> list[int]:
    """The nodes counted: of one tree a level deeper; of all trees of each second depth; of the one kept."""
    deepest = max(SHALLOWEST + 2, n)
    counted = [count(make(deepest + 1))]
    kept = make(deepest)
    for depth in range(SHALLOWEST, deepest + 1, 2):
        trees = 1 << (deepest - depth + SHALLOWEST)
        nodes = 0
        for _ in range(trees):
            nodes += count(make(depth))
        counted.append(nodes)
    counted.append(count(kept))
    return counted


def make(depth: int) -> Tree:
    """A tree of this depth."""
    if depth == 0:
        return None, None
    return make(depth - 1), make(depth - 1)


def count(tree: Tree) -> int:
    """The nodes of a tree."""
    left, right = tree
    if left is None:
        return 1
    return 1 + count(left) + count(right)
