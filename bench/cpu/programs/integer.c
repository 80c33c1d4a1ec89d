/* Arithmetic: division, 64-bit products and remainders, shifts, bits counted. */
#include "programs.h"

static uint32_t greatest_divisor(uint32_t a, uint32_t b)
{
    while (b) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static uint32_t power(uint32_t base, uint32_t exponent, uint32_t modulus)
{
    uint64_t result = 1, factor = base % modulus;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = result * factor % modulus;
        factor = factor * factor % modulus;
    }
    return (uint32_t)result;
}

static uint32_t count_bits(uint32_t value)
{
    value -= value >> 1 & 0x55555555;
    value = (value & 0x33333333) + (value >> 2 & 0x33333333);
    return ((value + (value >> 4)) & 0x0F0F0F0F) * 0x01010101 >> 24;
}

uint32_t integer(uint32_t count)
{
    uint32_t random = 1, sum = 0;
    uint64_t wide = 0x9E3779B97F4A7C15;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t a = next_random(&random), b = next_random(&random) | 1;
        sum = mix(sum, greatest_divisor(a, b));
        sum = mix(sum, power(a, 0x1F1, b));
        for (int j = 0; j < 64; j++) {
            wide = (wide << 7 | wide >> 57) + (uint64_t)a * b;
            a += count_bits((uint32_t)(wide >> 20)) - (uint32_t)wide;
            b ^= a >> 3 | a << 29;
        }
        sum = mix(sum, (uint32_t)wide ^ (uint32_t)(wide >> 32));
    }
    return sum;
}
