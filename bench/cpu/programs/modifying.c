/* Self-modifying code. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

#include "programs.h"

enum { PAGE = 4096 };

/* mov eax, CONSTANT; add eax, [esp + 4]; rol eax, 3; ret */
static const uint8_t adder[] = { 0xB8, 0, 0, 0, 0, 0x03, 0x44, 0x24, 0x04, 0xC1, 0xC0, 0x03, 0xC3 };

/* mov ecx, [esp + 4]; xor eax, eax; again: add eax, CONSTANT; add [again + 1], eax; dec ecx; jnz again; ret.
   The loop changes its own constant, in the block that runs; the address of it is put in place by the caller. */
static const uint8_t changer[] = {
    0x8B, 0x4C, 0x24, 0x04, 0x31, 0xC0, 0x05, 1, 0, 0, 0, 0x01, 0x05, 0, 0, 0, 0, 0x49, 0x75, 0xF2, 0xC3,
};

static uint8_t *map_code(void)
{
    uint8_t *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code == MAP_FAILED)
        fail("mmap");
    return code;
}

static uint32_t call(const uint8_t *code, uint32_t argument)
{
    uint32_t (*function)(uint32_t);
    memcpy(&function, &code, sizeof function);
    return function(argument);
}

/* A function written anew and run a few times, as a compiler in a program does, and a loop that changes its own constant. */
uint32_t patched_code(uint32_t count)
{
    uint8_t *code = map_code(), *loop = code + 1024;
    uint32_t random = 42, sum = 0;
    memcpy(loop, changer, sizeof changer);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *function = code + (i & 31) * 32;
        uint32_t constant = next_random(&random), first = constant | 1, *place = (uint32_t *)(loop + 7);
        memcpy(function, adder, sizeof adder);
        memcpy(function + 1, &constant, sizeof constant);
        for (int j = 0; j < 8; j++)
            sum = mix(sum, call(function, sum));
        if (i % 16 == 0) {
            memcpy(loop + 13, &place, sizeof place);
            memcpy(loop + 7, &first, sizeof first);
            sum = mix(sum, call(loop, 64));
        }
    }
    munmap(code, PAGE);
    return sum;
}

/* Code that never changes, on a page whose other half is data that always does. */
uint32_t mixed_page(uint32_t count)
{
    uint8_t *code = map_code();
    volatile uint32_t *data = (uint32_t *)(code + PAGE / 2);
    uint32_t random = 42, sum = 1;
    memcpy(code, adder, sizeof adder);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = next_random(&random) % (PAGE / 8);
        data[at] += sum;
        sum = call(code, sum ^ data[at ^ 1]);
    }
    munmap(code, PAGE);
    return sum;
}
