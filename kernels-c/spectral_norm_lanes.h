/* A transposed, times A, times a vector: the work of spectral_norm_tuned.c, included there once for each set of
 * instructions. TARGET names it, MULTIPLY the function.
 *
 * Four rows at a time: their elements are computed and kept (four rows, never the matrix) while they are multiplied with
 * the vector; then they are added to the product, each row times its sum. The divisor of an element is the triangular
 * number of i + j plus i + 1. One division serves four elements: with p = a b and q = c d it gives 1 / (p q), and
 * multiplication the four reciprocals (Montgomery's trick). Doubles hold the divisors exactly as long as n is below 2^25;
 * their products are rounded, so that an element has up to five roundings where the oracle's has one. */
TARGET static void MULTIPLY(const struct work *work, const lanes *vector, lanes *product) {
    memset(product, 0, work->strips * sizeof *product);
    for (size_t row = 0; row < work->n; row += ROWS) {
        lanes sums[ROWS] = {{0.0}};
        double addend = (double)(row + 1);
        for (size_t strip = 0; strip < work->strips; strip++) {
            const double *triangles = work->triangles + row + strip * LANES;
            lanes a = *(const lanes_anywhere *)triangles + addend;
            lanes b = *(const lanes_anywhere *)(triangles + 1) + (addend + 1);
            lanes c = *(const lanes_anywhere *)(triangles + 2) + (addend + 2);
            lanes d = *(const lanes_anywhere *)(triangles + 3) + (addend + 3);
            lanes p = a * b, q = c * d;
            lanes inverse = 1.0 / (p * q);
            lanes inverse_p = inverse * q, inverse_q = inverse * p;
            lanes *kept = work->rows[strip];
            kept[0] = inverse_p * b;
            kept[1] = inverse_p * a;
            kept[2] = inverse_q * d;
            kept[3] = inverse_q * c;
            for (int below = 0; below < ROWS; below++) {
                sums[below] += kept[below] * vector[strip];
            }
        }
        double totals[ROWS] = {0.0};
        /* Rows that the matrix does not have keep their zero. */
        for (size_t below = 0; below < ROWS && row + below < work->n; below++) {
            for (int lane = 0; lane < LANES; lane++) {
                totals[below] += sums[below][lane];
            }
        }
        for (size_t strip = 0; strip < work->strips; strip++) {
            const lanes *kept = work->rows[strip];
            product[strip] +=
                kept[0] * totals[0] + kept[1] * totals[1] + kept[2] * totals[2] + kept[3] * totals[3];
        }
    }
    /* Columns that the matrix does not have. */
    for (size_t column = work->n; column < work->strips * LANES; column++) {
        product[column / LANES][column % LANES] = 0.0;
    }
}

#undef TARGET
#undef MULTIPLY
