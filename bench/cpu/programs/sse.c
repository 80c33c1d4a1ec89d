/* SSE: vectors by matrices, particles with limits, scalar division and roots. No RCPPS and RSQRTPS: processors differ in them. */
#include <xmmintrin.h>

#include "programs.h"

enum { VECTORS = 512 };

static __m128 transform(const __m128 matrix[4], __m128 v)
{
    __m128 xy = _mm_add_ps(_mm_mul_ps(matrix[0], _mm_shuffle_ps(v, v, 0x00)), _mm_mul_ps(matrix[1], _mm_shuffle_ps(v, v, 0x55)));
    __m128 zw = _mm_add_ps(_mm_mul_ps(matrix[2], _mm_shuffle_ps(v, v, 0xAA)), _mm_mul_ps(matrix[3], _mm_shuffle_ps(v, v, 0xFF)));
    return _mm_add_ps(xy, zw);
}

/* Moves, and turns back what leaves the box, without a branch. */
static void move(__m128 *place, __m128 *speed)
{
    const __m128 limit = _mm_set1_ps(8), sign = _mm_set1_ps(-0.0f);
    __m128 next = _mm_add_ps(*place, _mm_mul_ps(*speed, _mm_set1_ps(0.125f)));
    __m128 outside = _mm_cmpgt_ps(_mm_andnot_ps(sign, next), limit);
    *speed = _mm_xor_ps(*speed, _mm_and_ps(outside, sign));
    *place = _mm_max_ps(_mm_min_ps(next, limit), _mm_xor_ps(limit, sign));
}

static float lengths(const __m128 *vectors)
{
    float sum = 0;
    for (int i = 0; i < VECTORS; i++) {
        __m128 square = _mm_mul_ps(vectors[i], vectors[i]);
        __m128 half = _mm_add_ps(square, _mm_movehl_ps(square, square));
        __m128 whole = _mm_add_ss(half, _mm_shuffle_ps(half, half, 1));
        float length;
        _mm_store_ss(&length, _mm_sqrt_ss(whole));
        sum += length / (1.0f + length * 0.5f);
    }
    return sum;
}

uint32_t sse(uint32_t count)
{
    static __m128 places[VECTORS], speeds[VECTORS], out[VECTORS];
    const __m128 matrix[4] = {
        _mm_setr_ps(0.8f, 0.6f, 0, 0), _mm_setr_ps(-0.6f, 0.8f, 0, 0), _mm_setr_ps(0, 0, 1, 0), _mm_setr_ps(0.5f, -0.25f, 2, 1),
    };
    uint32_t random = 21, sum = 0;
    for (int i = 0; i < VECTORS; i++) {
        next_random(&random);
        places[i] = _mm_setr_ps(random % 15 - 7.0f, (random >> 8) % 15 - 7.0f, (random >> 16) % 15 - 7.0f, 1);
        speeds[i] = _mm_setr_ps((random >> 4) % 9 - 4.0f, (random >> 12) % 9 - 4.0f, (random >> 20) % 9 - 4.0f, 0);
    }
    for (uint32_t i = 0; i < count; i++) {
        for (int j = 0; j < VECTORS; j++) {
            move(&places[j], &speeds[j]);
            out[j] = transform(matrix, places[j]);
        }
        sum = mix(sum, (uint32_t)(int32_t)(lengths(out) * 256));
    }
    return mix_bytes(sum, out, sizeof out);
}
