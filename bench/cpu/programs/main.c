/* cpu PROGRAM COUNT: runs one program and prints its name and checksum. cpu text BYTES: prints text, input for other programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs.h"

static const struct {
    const char *name;
    uint32_t (*run)(uint32_t count);
} all[] = {
    { "integer", integer }, { "branches", branches }, { "calls", calls }, { "sorting", sorting },
    { "hashing", hashing }, { "packing", packing }, { "x87", x87 }, { "x87-functions", x87_functions },
    { "sse", sse }, { "mmx", mmx }, { "copying", copying }, { "chasing", chasing },
    { "system-calls", system_calls }, { "signals", signals }, { "page-faults", page_faults }, { "forks", forks },
    { "switches", switches }, { "patched-code", patched_code }, { "mixed-page", mixed_page },
};

void fail(const char *what)
{
    perror(what);
    exit(1);
}

uint32_t mix_bytes(uint32_t sum, const void *data, size_t size)
{
    for (const uint8_t *byte = data; size; size--)
        sum = mix(sum, *byte++);
    return sum;
}

/* Words of a vocabulary of 4096, the frequent ones more often, in lines of about 70 characters. */
static void print_text(uint32_t size)
{
    static char words[4096][12];
    uint32_t random = 2463534242, column = 0;
    for (int i = 0; i < 4096; i++)
        for (uint32_t j = 0, length = 2 + next_random(&random) % 9; j < length; j++)
            words[i][j] = "etaoinshrdlucmfwypvbgkjqxz"[(next_random(&random) & 0xFF) * (next_random(&random) & 0xFF) * 26 >> 16];
    while (size) {
        uint32_t bits = next_random(&random);
        const char *word = words[(bits & 0xFFF) >> (bits >> 12 & 7)];
        for (; *word && size; word++, size--, column++)
            putchar(*word);
        if (size) {
            putchar(column < 64 ? ' ' : '\n');
            column = column < 64 ? column + 1 : 0;
            size--;
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "text") == 0) {
        print_text(strtoul(argv[2], NULL, 10));
        return 0;
    }
    for (size_t i = 0; argc == 3 && i < sizeof all / sizeof *all; i++)
        if (strcmp(argv[1], all[i].name) == 0) {
            printf("%s %08x\n", argv[1], all[i].run(strtoul(argv[2], NULL, 10)));
            return 0;
        }
    fprintf(stderr, "usage: cpu PROGRAM COUNT\n");
    return 2;
}
