"""binary-trees: perfect binary trees, made, counted and forgotten, beside one that is kept.

Source: the binary-trees problem of the Computer Language Benchmarks Game, written anew. A tree of depth d has
2^(d+1) - 1 nodes, each an object of an extension type. Counts without a unit.
"""

cimport cython

cdef int SHALLOWEST = 4


@cython.final
cdef class Node:
    """A node with its subtrees: both, or none."""

    cdef Node left, right


def binary_trees(int n):
    """The nodes that were counted: of one tree that is a level deeper; of all trees of each second depth; of the one kept."""
    cdef int depth, deepest = max(SHALLOWEST + 2, n)
    cdef long long trees, nodes
    counted = [count(make(deepest + 1))]
    kept = make(deepest)
    for depth in range(SHALLOWEST, deepest + 1, 2):
        trees = 1LL << (deepest - depth + SHALLOWEST)
        nodes = 0
        while trees:
            nodes += count(make(depth))
            trees -= 1
        counted.append(nodes)
    counted.append(count(kept))
    return counted


cdef Node make(int depth):
    """A tree of this depth."""
    cdef Node node = Node.__new__(Node)
    if depth:
        node.left = make(depth - 1)
        node.right = make(depth - 1)
    return node


cdef long long count(Node tree) noexcept:
    """The nodes of a tree."""
    if tree.left is None:
        return 1
    return 1 + count(tree.left) + count(tree.right)
