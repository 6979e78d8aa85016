/* binary-trees with the nodes of a tree in one piece of memory, one behind the other as they are made, which the next tree
 * has again.
 *
 * Source: the binary-trees problem of the Computer Language Benchmarks Game, written anew. */
#include "kernels.h"

#include <stdbool.h>
#include <stdlib.h>

#define SHALLOWEST 4

struct node {
    struct node *left, *right;
};

/* Room for one tree. */
struct room {
    struct node *nodes, *next;
};

static void forget(struct room *room, struct node *tree) {
    (void)tree;
    room->next = room->nodes;
}

static struct node *make(struct room *room, int64_t depth) {
    struct node *tree = room->next++;
    if (depth == 0) {
        *tree = (struct node){NULL, NULL};
    } else {
        tree->left = make(room, depth - 1);
        tree->right = make(room, depth - 1);
    }
    return tree;
}

#include "binary_trees_levels.h"

/* Room for a tree of this depth. */
static struct room room_for(int64_t depth) {
    struct node *nodes = malloc(sizeof(struct node) << (depth + 1));
    return (struct room){nodes, nodes};
}

enum kernel_status binary_trees(int64_t n, struct binary_trees_result *result) {
    int64_t deepest = n > SHALLOWEST + 2 ? n : SHALLOWEST + 2;
    struct room room = room_for(deepest + 1), kept_in = room_for(deepest);
    enum kernel_status status = KERNEL_OUT_OF_MEMORY;
    if (room.nodes != NULL && kept_in.nodes != NULL) {
        status = count_all(n, &kept_in, &room, result);
    }
    free(room.nodes);
    free(kept_in.nodes);
    return status;
}
