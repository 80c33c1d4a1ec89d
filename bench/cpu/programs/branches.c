/* Branches that no predictor knows: searches, and a small machine that runs random code by a jump table. */
#include "programs.h"

enum { SIZE = 4096 };

static uint32_t search(const uint32_t *sorted, uint32_t value)
{
    uint32_t low = 0, high = SIZE;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (sorted[middle] < value)
            low = middle + 1;
        else
            high = middle;
        __asm__("" : "+r"(low), "+r"(high)); /* keeps the compiler from CMOV */
    }
    return low;
}

static uint32_t run(const uint8_t *code, uint32_t value)
{
    uint32_t a = value, b = 1;
    for (uint32_t at = 0; at < SIZE; at++) {
        switch (code[at] & 15) {
        case 0: a += b; break;
        case 1: a ^= b << 3; break;
        case 2: b -= a; break;
        case 3: b = b << 5 | b >> 27; break;
        case 4: if (a & 1) at++; break;
        case 5: if (b & 0x10) at += 2; break;
        case 6: a = ~a; break;
        case 7: a *= 5; break;
        case 8: b += at; break;
        case 9: if ((int32_t)a < 0) b++; break;
        case 10: if (a > b) { uint32_t swap = a; a = b; b = swap; } break;
        case 11: b ^= code[at]; break;
        case 12: a >>= 1; break;
        case 13: a |= 0x80; break;
        case 14: if (a == b) return at; break;
        default: b *= 3; break;
        }
    }
    return a ^ b;
}

uint32_t branches(uint32_t count)
{
    static uint32_t sorted[SIZE];
    static uint8_t code[SIZE + 4];
    uint32_t random = 7, sum = 0;
    for (int i = 0; i < SIZE; i++) {
        sorted[i] = (uint32_t)i << 20 | next_random(&random) >> 12;
        code[i] = (uint8_t)(random >> 9);
    }
    for (uint32_t i = 0; i < count; i++) {
        for (int j = 0; j < 256; j++)
            sum = mix(sum, search(sorted, next_random(&random)));
        sum = mix(sum, run(code, next_random(&random)));
    }
    return sum;
}
