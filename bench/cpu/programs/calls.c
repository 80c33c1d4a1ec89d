/* Calls: deep recursion, calls by pointer, arguments on the stack. */
#include "programs.h"

#define SEPARATE __attribute__((noinline, noclone, optimize("no-optimize-sibling-calls")))

SEPARATE static uint32_t fibonacci(uint32_t n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

SEPARATE static uint32_t ackermann(uint32_t m, uint32_t n)
{
    if (m == 0)
        return n + 1;
    return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

SEPARATE static uint32_t add(uint32_t a, uint32_t b) { return a + b; }
SEPARATE static uint32_t subtract(uint32_t a, uint32_t b) { return a - b; }
SEPARATE static uint32_t turn(uint32_t a, uint32_t b) { return a << (b & 31) | a >> (-b & 31); }
SEPARATE static uint32_t multiply(uint32_t a, uint32_t b) { return a * (b | 1); }

uint32_t calls(uint32_t count)
{
    static uint32_t (*volatile functions[4])(uint32_t, uint32_t) = { add, subtract, turn, multiply };
    uint32_t random = 99, sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum = mix(sum, fibonacci(18 + (i & 1)));
        sum = mix(sum, ackermann(2, 40 + (i & 7)));
        for (int j = 0; j < 4096; j++) {
            uint32_t value = next_random(&random);
            sum = functions[value >> 30](sum, value);
        }
    }
    return sum;
}
