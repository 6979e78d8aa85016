/* binary-trees: perfect binary trees, made, counted and forgotten, beside one that is kept.
 *
 * Source: the binary-trees problem of the Computer Language Benchmarks Game, written anew. A tree of depth d has
 * 2^(d+1) - 1 nodes; each is allocated and freed by itself. Counts without a unit. */
#include "kernels.h"

#include <stdbool.h>
#include <stdlib.h>

#define SHALLOWEST 4

struct node {
    struct node *left, *right;
};

/* Nothing: every node has its memory to itself. */
struct room {
    char nothing;
};

static void forget(struct room *room, struct node *tree) {
    if (tree != NULL) {
        forget(room, tree->left);
        forget(room, tree->right);
        free(tree);
    }
}

/* A tree of this depth; NULL where there is no memory for it. */
static struct node *make(struct room *room, int64_t depth) {
    struct node *tree = malloc(sizeof *tree);
    if (tree == NULL) {
        return NULL;
    }
    *tree = (struct node){NULL, NULL};
    if (depth > 0) {
        tree->left = make(room, depth - 1);
        tree->right = make(room, depth - 1);
        if (tree->left == NULL || tree->right == NULL) {
            forget(room, tree);
            return NULL;
        }
    }
    return tree;
}

#include "binary_trees_levels.h"

enum kernel_status binary_trees(int64_t n, struct binary_trees_result *result) {
    struct room room;
    return count_all(n, &room, &room, result);
}
