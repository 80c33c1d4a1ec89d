/* Sorts: quicksort written out, heapsort, and the C library's with a function that compares. */
#include <stdlib.h>

#include "programs.h"

enum { SIZE = 8192 };

static void quicksort(uint32_t *values, int low, int high)
{
    while (low < high) {
        uint32_t pivot = values[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j) {
                uint32_t swap = values[i];
                values[i++] = values[j];
                values[j--] = swap;
            }
        }
        quicksort(values, low, j);
        low = i;
    }
}

static void sift(uint32_t *values, uint32_t at, uint32_t size)
{
    uint32_t value = values[at];
    for (uint32_t child; (child = 2 * at + 1) < size; at = child) {
        if (child + 1 < size && values[child + 1] > values[child])
            child++;
        if (values[child] <= value)
            break;
        values[at] = values[child];
    }
    values[at] = value;
}

static void heapsort_all(uint32_t *values)
{
    for (uint32_t i = SIZE / 2; i-- > 0;)
        sift(values, i, SIZE);
    for (uint32_t last = SIZE - 1; last > 0; last--) {
        uint32_t swap = values[0];
        values[0] = values[last];
        values[last] = swap;
        sift(values, 0, last);
    }
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

uint32_t sorting(uint32_t count)
{
    static uint32_t values[3][SIZE];
    uint32_t random = 5, sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (int j = 0; j < SIZE; j++)
            values[0][j] = values[1][j] = values[2][j] = next_random(&random);
        quicksort(values[0], 0, SIZE - 1);
        heapsort_all(values[1]);
        qsort(values[2], SIZE, sizeof *values[2], compare);
        for (int j = 0; j < SIZE; j++)
            sum = mix(sum, values[0][j] + 3 * values[1][j] + 5 * values[2][j]);
    }
    return sum;
}
