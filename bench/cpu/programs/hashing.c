/* Rounds built like SHA-256's (FIPS 180-4) with constants of our own, CRC-32 by table, and a hash table with open addresses. */
#include <string.h>

#include "programs.h"

enum { SIZE = 16384 };

static uint32_t constants[64], crc_table[256];

static void prepare(uint32_t *random)
{
    for (uint32_t i = 0; i < 64; i++)
        constants[i] = next_random(random);
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int j = 0; j < 8; j++)
            value = value >> 1 ^ (0xEDB88320 & -(value & 1));
        crc_table[i] = value;
    }
}

static uint32_t turn(uint32_t value, int bits) { return value >> bits | value << (32 - bits); }

static void digest_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t w[64];
    for (int i = 0; i < 16; i++) {
        uint32_t word;
        memcpy(&word, block + 4 * i, 4);
        w[i] = __builtin_bswap32(word);
    }
    for (int i = 16; i < 64; i++)
        w[i] = (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10) + w[i - 7]
            + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 16];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        uint32_t two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
    }
    const uint32_t worked[8] = { a, b, c, d, e, f, g, h };
    for (int i = 0; i < 8; i++)
        state[i] += worked[i];
}

static uint32_t crc(const uint8_t *data, size_t size)
{
    uint32_t value = ~0u;
    while (size--)
        value = crc_table[(value ^ *data++) & 0xFF] ^ value >> 8;
    return ~value;
}

/* Counts the distinct 16-bit words of the data. */
static uint32_t count_words(const uint8_t *data)
{
    static uint32_t slots[SIZE];
    uint32_t distinct = 0;
    memset(slots, 0, sizeof slots);
    for (int i = 0; i < SIZE / 2; i++) {
        uint32_t word = 1 + (data[2 * i] | data[2 * i + 1] << 8), at = word * 0x9E3779B1 >> 18;
        while (slots[at] && slots[at] != word)
            at = (at + 1) % SIZE;
        distinct += slots[at] == 0;
        slots[at] = word;
    }
    return distinct;
}

uint32_t hashing(uint32_t count)
{
    static uint8_t data[SIZE];
    uint32_t random = 11, state[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, sum = 0;
    prepare(&random);
    for (uint32_t i = 0; i < count; i++) {
        for (int j = 0; j < SIZE; j++)
            data[j] = (uint8_t)next_random(&random);
        for (int j = 0; j < SIZE; j += 64)
            digest_block(state, data + j);
        sum = mix(sum, crc(data, SIZE));
        sum = mix(sum, count_words(data));
    }
    return mix_bytes(sum, state, sizeof state);
}
