/* The x87's transcendental functions. Processors and emulators differ in their last bits, so the checksum is of sums to four decimals. */
#include "programs.h"

static long double sine(long double x) { __asm__("fsin" : "+t"(x)); return x; }
static long double cosine(long double x) { __asm__("fcos" : "+t"(x)); return x; }
static long double arc_tangent(long double y, long double x) { __asm__("fpatan" : "+t"(x) : "u"(y) : "st(1)"); return x; }
static long double y_log2_x(long double y, long double x) { __asm__("fyl2x" : "+t"(x) : "u"(y) : "st(1)"); return x; }
static long double exponential(long double x) { __asm__("f2xm1" : "+t"(x)); return x; }

static long double tangent(long double x)
{
    long double one, result;
    __asm__("fptan" : "=t"(one), "=u"(result) : "0"(x));
    return result;
}

uint32_t x87_functions(uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        long double totals[6] = { 0 };
        for (int j = 1; j < 200; j++) {
            long double x = j / 256.0L + i % 4 / 1024.0L;
            totals[0] += sine(x);
            totals[1] += cosine(x);
            totals[2] += tangent(x);
            totals[3] += arc_tangent(x, 1 + x / 2);
            totals[4] += y_log2_x(1.5L, x + 0.5L);
            totals[5] += exponential(x);
        }
        for (int j = 0; j < 6; j++)
            sum = mix(sum, (uint32_t)(int32_t)(totals[j] * 10000));
    }
    return sum;
}
