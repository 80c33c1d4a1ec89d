/* Compression: matches found by chains of hashes (as Lempel and Ziv, 1977), packed bytewise, unpacked and compared. */
#include <string.h>

#include "programs.h"

enum { SIZE = 65536, HASHES = 4096, TRIES = 16, LONGEST = 130 };

static uint8_t text[SIZE], packed[2 * SIZE], unpacked[SIZE];
static int32_t heads[HASHES], links[SIZE];

static uint32_t hash(const uint8_t *at) { return ((at[0] << 16 | at[1] << 8 | at[2]) * 0x9E3779B1u) >> 20; }

/* A literal is a byte below 0x80; a match is 0x80 | length - 3 and the distance in two bytes. */
static uint32_t pack(void)
{
    uint32_t out = 0;
    memset(heads, 0xFF, sizeof heads);
    for (uint32_t at = 0; at < SIZE;) {
        uint32_t best = 0, distance = 0;
        if (at + 3 <= SIZE) {
            int32_t candidate = heads[hash(text + at)];
            for (int tries = 0; candidate >= 0 && tries < TRIES; tries++, candidate = links[candidate]) {
                uint32_t length = 0;
                while (length < LONGEST && at + length < SIZE && text[candidate + length] == text[at + length])
                    length++;
                if (length > best) {
                    best = length;
                    distance = at - (uint32_t)candidate;
                }
            }
        }
        uint32_t step = best >= 3 ? best : 1;
        if (best >= 3) {
            packed[out++] = (uint8_t)(0x80 | (best - 3));
            packed[out++] = (uint8_t)distance;
            packed[out++] = (uint8_t)(distance >> 8);
        } else {
            packed[out++] = text[at];
        }
        for (; step; step--, at++)
            if (at + 3 <= SIZE) {
                links[at] = heads[hash(text + at)];
                heads[hash(text + at)] = (int32_t)at;
            }
    }
    return out;
}

static void unpack(uint32_t size)
{
    uint32_t out = 0;
    for (uint32_t at = 0; at < size;) {
        uint32_t first = packed[at++];
        if (first < 0x80) {
            unpacked[out++] = (uint8_t)first;
            continue;
        }
        uint32_t distance = packed[at] | packed[at + 1] << 8;
        at += 2;
        for (uint32_t length = (first & 0x7F) + 3; length; length--, out++)
            unpacked[out] = unpacked[out - distance];
    }
}

uint32_t packing(uint32_t count)
{
    uint32_t random = 3, sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t at = 0; at < SIZE;) {
            uint32_t bits = next_random(&random), length = 1 + (bits & 15), from = bits >> 16;
            for (; length && at < SIZE; length--, at++, from++)
                text[at] = from < at ? text[from] : (uint8_t)(97 + (from + i) % 26);
        }
        uint32_t size = pack();
        unpack(size);
        sum = mix(sum, size);
        sum = mix(sum, memcmp(text, unpacked, SIZE) == 0);
        sum = mix_bytes(sum, packed, size);
    }
    return sum;
}
