/* The system set: what a program asks of the kernel and of the page tables. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs.h"

/* The empty call by both gates (INT 80h and the library's, which is SYSENTER where there is one), and a file written and read. */
uint32_t system_calls(uint32_t count)
{
    uint32_t sum = 0;
    uint8_t block[512];
    int file = open("system-calls.tmp", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0)
        fail("open");
    for (uint32_t i = 0; i < count; i++) {
        for (int j = 0; j < 40; j++) {
            long parent;
            __asm__ volatile("int $0x80" : "=a"(parent) : "0"(SYS_getppid) : "memory");
            sum += parent == syscall(SYS_getppid);
        }
        struct stat status;
        memset(block, (int)i, sizeof block);
        if (pwrite(file, block, sizeof block, (i & 63) * 512) != sizeof block || pread(file, block, sizeof block, (i / 2 & 63) * 512) != sizeof block
            || fstat(file, &status) != 0)
            fail("file");
        sum = mix(sum, block[i & 511] + (uint32_t)status.st_size);
    }
    close(file);
    unlink("system-calls.tmp");
    return sum;
}

static volatile uint32_t seen;

static void count_signal(int signal)
{
    seen += (uint32_t)signal;
}

uint32_t signals(uint32_t count)
{
    struct sigaction action = { .sa_handler = count_signal };
    if (sigaction(SIGUSR1, &action, NULL) != 0)
        fail("sigaction");
    uint32_t sum = seen = 0;
    for (uint32_t i = 0; i < count; i++) {
        kill(getpid(), SIGUSR1);
        sum = mix(sum, seen);
    }
    return sum;
}

enum { PAGE = 4096, PAGES = 256 };

static uint8_t *fault_page;

static void allow_page(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    fault_page = (uint8_t *)((uintptr_t)info->si_addr & -(uintptr_t)PAGE);
    if (mprotect(fault_page, PAGE, PROT_READ | PROT_WRITE) != 0)
        fail("mprotect");
    seen++;
}

/* Fresh pages touched, and every eighth protected and written again, so that the program's own handler has to allow it. */
uint32_t page_faults(uint32_t count)
{
    struct sigaction action = { .sa_sigaction = allow_page, .sa_flags = SA_SIGINFO };
    if (sigaction(SIGSEGV, &action, NULL) != 0)
        fail("sigaction");
    uint32_t sum = seen = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *area = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (area == MAP_FAILED)
            fail("mmap");
        for (int j = 0; j < PAGES; j++)
            area[j * PAGE + (j & 0xFFF)] = (uint8_t)(i + j);
        for (int j = 0; j < PAGES; j += 8) {
            if (mprotect(area + j * PAGE, PAGE, PROT_READ) != 0)
                fail("mprotect");
            *(volatile uint8_t *)(area + j * PAGE + 5) = (uint8_t)j;
        }
        for (int j = 0; j < PAGES; j++)
            sum = mix(sum, area[j * PAGE + 5] + area[j * PAGE + (j & 0xFFF)] + seen);
        munmap(area, PAGES * PAGE);
    }
    return sum;
}

/* Children that write a quarter of a megabyte that they share with their parent until then. */
uint32_t forks(uint32_t count)
{
    static uint8_t shared[64 * PAGE];
    uint32_t sum = 0;
    memset(shared, 1, sizeof shared);
    for (uint32_t i = 0; i < count; i++) {
        int status;
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0) {
            for (size_t j = 0; j < sizeof shared; j += PAGE)
                shared[j] += (uint8_t)i;
            _exit(shared[(i & 63) * PAGE] & 0x7F);
        }
        if (waitpid(child, &status, 0) != child)
            fail("waitpid");
        sum = mix(sum, (uint32_t)WEXITSTATUS(status) + shared[(i & 63) * PAGE]);
    }
    return sum;
}

/* A number sent to and fro between two processes. */
uint32_t switches(uint32_t count)
{
    int there[2], back[2];
    if (pipe(there) != 0 || pipe(back) != 0)
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    uint32_t value = 1;
    if (child == 0) {
        close(there[1]);
        while (read(there[0], &value, sizeof value) == sizeof value) {
            value = mix(value, 0xC0FFEE);
            if (write(back[1], &value, sizeof value) != sizeof value)
                _exit(1);
        }
        _exit(0);
    }
    for (uint32_t i = 0; i < count; i++) {
        value = mix(value, i);
        if (write(there[1], &value, sizeof value) != sizeof value || read(back[0], &value, sizeof value) != sizeof value)
            fail("pipe");
    }
    close(there[1]);
    waitpid(child, NULL, 0);
    return value;
}
