/*
 * What a peer shares with the benchmark: the display region (page and pixels, as Scanout reads it) and, beside it, the true damage of each
 * update, so that no peer pays for finding it. The damage file is a ring of 64 slots of 128 bytes: a count, then rectangles of four 16-bit
 * words x, y, width, height. Update number n has slot n % 64 and is complete before the page's counter says n.
 */
#ifndef STAGE_H
#define STAGE_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STAGE_SLOTS = 64, STAGE_SLOT_RECTANGLES = 15 };

struct rectangle { uint16_t x, y, width, height; };

struct slot { uint32_t count, unused; struct rectangle rectangles[STAGE_SLOT_RECTANGLES]; };

struct stage {
    int fd;
    uint8_t *page;
    uint32_t width, height, stride;
    uint64_t offset;
    const struct slot *slots;
    uint64_t seen;
};

static void *stage_map(const char *path, int *fd)
{
    struct stat status;
    *fd = open(path, O_RDWR | O_CLOEXEC);
    if (*fd < 0 || fstat(*fd, &status) < 0) {
        perror(path);
        exit(1);
    }
    void *memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    if (memory == MAP_FAILED) {
        perror(path);
        exit(1);
    }
    return memory;
}

static inline uint64_t stage_updates(const struct stage *stage)
{
    return __atomic_load_n((const uint64_t *)(stage->page + 320), __ATOMIC_ACQUIRE);
}

static void stage_open(struct stage *stage, const char *region, const char *damage)
{
    int damage_fd;
    stage->page = stage_map(region, &stage->fd);
    memcpy(&stage->width, stage->page + 128 + 16, 4);
    memcpy(&stage->height, stage->page + 128 + 20, 4);
    memcpy(&stage->stride, stage->page + 128 + 24, 4);
    memcpy(&stage->offset, stage->page + 128 + 48, 8);
    stage->slots = stage_map(damage, &damage_fd);
    stage->seen = stage_updates(stage);
}

/* Takes the damage since the last call; a rectangle that the updates have in common once. Returns how many rectangles. */
static int stage_take(struct stage *stage, struct rectangle *taken, int most)
{
    uint64_t now = stage_updates(stage);
    int count = 0;
    if (now - stage->seen >= STAGE_SLOTS / 2) {
        taken[count++] = (struct rectangle){ 0, 0, (uint16_t)stage->width, (uint16_t)stage->height };
        stage->seen = now;
    }
    while (stage->seen != now) {
        const struct slot *slot = &stage->slots[++stage->seen % STAGE_SLOTS];
        for (uint32_t i = 0; i < slot->count && i < STAGE_SLOT_RECTANGLES; i++) {
            int same = 0;
            for (int j = 0; j < count && !same; j++)
                same = memcmp(&taken[j], &slot->rectangles[i], sizeof taken[j]) == 0;
            if (!same && count < most)
                taken[count++] = slot->rectangles[i];
        }
    }
    return count;
}

#endif
