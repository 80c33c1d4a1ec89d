/* MMX, with its extensions of SSE: pictures blended, products summed, differences of blocks. */
#include <xmmintrin.h>

#include "programs.h"

enum { PIXELS = 2048 };

static void blend(uint32_t *target, const uint32_t *source)
{
    const __m64 zero = _mm_setzero_si64(), whole = _mm_set1_pi16(256);
    for (int i = 0; i < PIXELS; i++) {
        __m64 s = _mm_unpacklo_pi8(_mm_cvtsi32_si64((int)source[i]), zero);
        __m64 t = _mm_unpacklo_pi8(_mm_cvtsi32_si64((int)target[i]), zero);
        __m64 alpha = _mm_shuffle_pi16(s, 0xFF);
        __m64 sum = _mm_add_pi16(_mm_mullo_pi16(s, alpha), _mm_mullo_pi16(t, _mm_sub_pi16(whole, alpha)));
        target[i] = (uint32_t)_mm_cvtsi64_si32(_mm_packs_pu16(_mm_srli_pi16(sum, 8), zero));
    }
}

static uint32_t product(const __m64 *a, const __m64 *b)
{
    __m64 sum = _mm_setzero_si64();
    for (int i = 0; i < PIXELS / 2; i++)
        sum = _mm_add_pi32(sum, _mm_madd_pi16(a[i], _mm_srai_pi16(b[i], 4)));
    return (uint32_t)_mm_cvtsi64_si32(_mm_add_pi32(sum, _mm_srli_si64(sum, 32)));
}

static uint32_t difference(const __m64 *a, const __m64 *b)
{
    __m64 sum = _mm_setzero_si64();
    for (int i = 0; i < PIXELS / 2; i++) {
        __m64 between = _mm_avg_pu8(a[i], _mm_adds_pu8(b[i], a[i]));
        sum = _mm_add_pi32(sum, _mm_sad_pu8(between, _mm_max_pu8(a[i], b[i])));
    }
    return (uint32_t)_mm_cvtsi64_si32(sum);
}

uint32_t mmx(uint32_t count)
{
    static uint32_t target[PIXELS] __attribute__((aligned(8))), source[PIXELS] __attribute__((aligned(8)));
    uint32_t random = 77, sum = 0;
    for (int i = 0; i < PIXELS; i++) {
        target[i] = next_random(&random);
        source[i] = next_random(&random);
    }
    for (uint32_t i = 0; i < count; i++) {
        blend(target, source);
        sum = mix(sum, product((const __m64 *)target, (const __m64 *)source));
        sum = mix(sum, difference((const __m64 *)target, (const __m64 *)source));
        source[i % PIXELS] += sum;
    }
    _mm_empty();
    return mix_bytes(sum, target, sizeof target);
}
