/* Programs of the CPU benchmark: each does COUNT units of work and returns a checksum that depends on all of it. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include <stddef.h>
#include <stdint.h>

uint32_t integer(uint32_t count);
uint32_t branches(uint32_t count);
uint32_t calls(uint32_t count);
uint32_t sorting(uint32_t count);
uint32_t hashing(uint32_t count);
uint32_t packing(uint32_t count);
uint32_t x87(uint32_t count);
uint32_t x87_functions(uint32_t count);
uint32_t sse(uint32_t count);
uint32_t mmx(uint32_t count);
uint32_t copying(uint32_t count);
uint32_t chasing(uint32_t count);

uint32_t system_calls(uint32_t count);
uint32_t signals(uint32_t count);
uint32_t page_faults(uint32_t count);
uint32_t forks(uint32_t count);
uint32_t switches(uint32_t count);
uint32_t patched_code(uint32_t count);
uint32_t mixed_page(uint32_t count);

/* A generator of 32-bit numbers (xorshift, Marsaglia 2003): the same everywhere. */
static inline uint32_t next_random(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return *state = x;
}

static inline uint32_t mix(uint32_t sum, uint32_t value)
{
    sum ^= value;
    sum *= 0x01000193;
    return sum << 5 | sum >> 27;
}

uint32_t mix_bytes(uint32_t sum, const void *data, size_t size);

/* Ends the process with a line that says what failed. */
void fail(const char *what) __attribute__((noreturn));

#endif
