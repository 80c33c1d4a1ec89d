/* Pointers followed through a ring of nodes in random order: one of 32 KiB, one of 4 MiB. */
#include <stdlib.h>

#include "programs.h"

struct node {
    struct node *next;
    uint32_t value;
    uint32_t unused[2];
};

/* One ring through all nodes (Sattolo's shuffle). */
static struct node *make_ring(uint32_t size, uint32_t *random)
{
    struct node *nodes = malloc(size * sizeof *nodes);
    uint32_t *order = malloc(size * sizeof *order);
    if (!nodes || !order)
        fail("malloc");
    for (uint32_t i = 0; i < size; i++)
        order[i] = i;
    for (uint32_t i = size - 1; i > 0; i--) {
        uint32_t j = next_random(random) % i, swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
    for (uint32_t i = 0; i < size; i++) {
        nodes[i].next = &nodes[order[i]];
        nodes[i].value = next_random(random);
    }
    free(order);
    return nodes;
}

static uint32_t chase(const struct node *node, uint32_t steps)
{
    uint32_t sum = 0;
    for (; steps; steps--, node = node->next)
        sum = (sum << 1 | sum >> 31) + node->value;
    return sum;
}

uint32_t chasing(uint32_t count)
{
    uint32_t random = 13, sum = 0;
    const struct node *small = make_ring(2048, &random), *large = make_ring(1 << 18, &random);
    for (uint32_t i = 0; i < count; i++) {
        sum = mix(sum, chase(small, 50000));
        sum = mix(sum, chase(large, 50000 + i));
    }
    return sum;
}
