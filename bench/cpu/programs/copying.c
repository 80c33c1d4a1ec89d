/* Copies of 4 KiB, 64 KiB and 1 MiB: by the C library, by string instructions, by MMX registers and by words. */
#include <mmintrin.h>
#include <string.h>

#include "programs.h"

enum { SIZE = 1 << 20 };

static void copy_string(void *target, const void *source, size_t size)
{
    size /= 4;
    __asm__ volatile("rep movsl" : "+D"(target), "+S"(source), "+c"(size) : : "memory");
}

static void fill_string(void *target, uint32_t value, size_t size)
{
    size /= 4;
    __asm__ volatile("rep stosl" : "+D"(target), "+c"(size) : "a"(value) : "memory");
}

static void copy_mmx(void *target, const void *source, size_t size)
{
    for (size_t i = 0; i < size / 8; i++)
        ((__m64 *)target)[i] = ((const __m64 *)source)[i];
    _mm_empty();
}

static void copy_words(void *target, const void *source, size_t size)
{
    const uint32_t *from = source;
    for (volatile uint32_t *to = target, *end = to + size / 4; to < end;)
        *to++ = *from++;
}

uint32_t copying(uint32_t count)
{
    static const uint32_t sizes[] = { 4096, 65536, SIZE };
    static uint8_t a[SIZE + 64] __attribute__((aligned(64))), b[SIZE + 64] __attribute__((aligned(64)));
    uint32_t random = 55, sum = 0;
    for (int i = 0; i < SIZE; i++)
        a[i] = (uint8_t)next_random(&random);
    for (uint32_t i = 0; i < count; i++)
        for (int j = 0; j < 3; j++) {
            uint32_t size = sizes[j];
            for (uint32_t times = SIZE / size; times; times--) {
                uint32_t from = next_random(&random) % (SIZE / size) * size;
                memcpy(b, a + from, size);
                copy_mmx(a + from, b, size);
                copy_string(b + 4, a + from, size);
                copy_words(a + from, b + 4, size);
                memmove(a + from + 1, a + from, size - 1);
                fill_string(b, random, size);
                a[from] = b[times & 15];
            }
            sum = mix(sum, a[next_random(&random) % SIZE]);
        }
    for (int i = 0; i < SIZE; i += 31)
        sum = mix(sum, a[i]);
    return sum;
}
