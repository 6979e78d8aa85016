/* What both forms of binary-trees do: which trees are made and counted. Whoever includes it has said how a tree is made
 * (`make`), and what becomes of one that is not needed any more (`forget`). */
static int64_t count(const struct node *tree) {
    return tree->left == NULL ? 1 : 1 + count(tree->left) + count(tree->right);
}

static bool count_new(struct room *room, int64_t depth, int64_t *nodes) {
    struct node *tree = make(room, depth);
    if (tree == NULL) {
        return false;
    }
    *nodes += count(tree);
    forget(room, tree);
    return true;
}

static enum kernel_status count_all(int64_t n, struct room *kept_in, struct room *room, struct binary_trees_result *result) {
    int64_t deepest = n > SHALLOWEST + 2 ? n : SHALLOWEST + 2;
    *result = (struct binary_trees_result){.length = 0};
    bool enough = count_new(room, deepest + 1, &result->counted[result->length++]);
    struct node *kept = enough ? make(kept_in, deepest) : NULL;
    enough = kept != NULL;
    for (int64_t depth = SHALLOWEST; enough && depth <= deepest; depth += 2) {
        int64_t *nodes = &result->counted[result->length++];
        int64_t trees = (int64_t)1 << (deepest - depth + SHALLOWEST);
        for (int64_t tree = 0; enough && tree < trees; tree++) {
            enough = count_new(room, depth, nodes);
        }
    }
    if (kept != NULL) {
        result->counted[result->length++] = count(kept);
        forget(kept_in, kept);
    }
    return enough ? KERNEL_OK : KERNEL_OUT_OF_MEMORY;
}
