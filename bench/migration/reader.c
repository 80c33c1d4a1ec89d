/* Reads a file with O_DIRECT from several threads into memory: what the disk and the kernel allow a restore to be.
 * Usage: reader FILE BYTES THREADS fresh|touched [BLOCK]; prints seconds. With 0 threads nothing is read: memory is touched and let go of. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static atomic_size_t next;
static size_t bytes, block = 1 << 20;
static char *memory;
static const char *path;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void *run(void *unused)
{
    int fd = open(path, O_RDONLY | O_DIRECT);
    if (fd < 0)
        fail(path);
    for (size_t at; (at = atomic_fetch_add(&next, block)) < bytes;) {
        size_t left = bytes - at < block ? bytes - at : block;
        while (left > 0) {
            ssize_t got = pread(fd, memory + at, left, at);
            if (got <= 0)
                fail("pread");
            at += got;
            left -= got;
        }
    }
    close(fd);
    return unused;
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return fprintf(stderr, "usage: reader FILE BYTES THREADS fresh|touched [BLOCK]\n"), 2;
    path = argv[1];
    bytes = strtoull(argv[2], 0, 0);
    int threads = atoi(argv[3]);
    if (argc > 5)
        block = strtoull(argv[5], 0, 0);
    /* A memfd, as guest RAM is one. */
    int fd = memfd_create("reader", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, bytes) < 0)
        fail("memfd");
    memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    if (!strcmp(argv[4], "touched"))
        memset(memory, 1, bytes);
    struct timespec start, end;
    pthread_t ids[64];
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < threads && i < 64; i++)
        if (pthread_create(&ids[i], 0, run, 0))
            fail("pthread_create");
    for (int i = 0; i < threads && i < 64; i++)
        pthread_join(ids[i], 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n", (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9);
    return 0;
}
