/* The hash of a token: its folded letters as UTF-8, eight bytes at a time. The same number as twin.token_hash. */
#ifndef LYCAON_HASHING_H
#define LYCAON_HASHING_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const uint64_t SEED = 0x9E3779B97F4A7C15u;
static const uint64_t SPREAD = 0x9FB21C651E98DF25u;
static const uint64_t FINISH = 0xD6E8FEB86659FD93u;

/* Behind a shift by 16 less `n` stand `n` bytes that are kept, then sixteen that are not. */
static const uint8_t KEPT[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

static inline uint64_t load(const uint8_t *at)
{
    uint64_t bytes;

    memcpy(&bytes, at, 8);
    return bytes;
}

/* A mask of the first `number` bytes of eight, and of the eight behind them; at most sixteen. */
static inline uint64_t first_bytes(size_t number)
{
    return load(KEPT + 16 - number);
}

static inline uint64_t second_bytes(size_t number)
{
    return load(KEPT + 24 - number);
}

/* Small letters for capitals of ASCII; digits stay, and so does every byte beyond. */
static inline uint64_t small_letters(uint64_t bytes)
{
    return bytes | (~bytes & 0x8080808080808080u) >> 2;
}

/* Order counts, and multiplication moves differences upwards only, so each step brings them down again. */
static inline uint64_t absorb(uint64_t hash, uint64_t eight_bytes)
{
    hash = (hash ^ eight_bytes) * SPREAD;
    return hash ^ hash >> 32;
}

static inline uint64_t finish(uint64_t hash)
{
    hash *= FINISH;
    return hash ^ hash >> 29;
}

/* The hash of one to sixteen bytes, zeros behind them. Most words have eight or fewer, but which have is hard to
 * guess: both answers are ready sooner than a wrong guess is mended. */
static inline uint64_t hash_of(uint64_t first, uint64_t second, size_t number)
{
    uint64_t one = absorb(SEED, first), two = absorb(one, second), longer = -(uint64_t)(number > 8);

    return finish(one ^ ((one ^ two) & longer));
}

/* Letters that come one by one: `waiting` holds those that wait for company, the first in the lowest byte. */
typedef struct {
    uint64_t hash, waiting;
    unsigned bits; /* of `waiting` that are taken, always less than 64 */
} Letters;

static inline Letters no_letters(void)
{
    return (Letters){SEED, 0, 0};
}

/* Add up to eight bytes, the first in the lowest; those above `bits` are zero. */
static inline Letters add_bytes(Letters letters, uint64_t bytes, unsigned bits)
{
    unsigned taken = letters.bits, together = taken + bits;

    letters.waiting |= bytes << taken;
    letters.bits = together;
    if (together >= 64) {
        letters.hash = absorb(letters.hash, letters.waiting);
        letters.waiting = bytes >> 1 >> (63 - taken);
        letters.bits = together - 64;
    }
    return letters;
}

static inline uint64_t hash_letters(Letters letters)
{
    return finish(letters.bits ? absorb(letters.hash, letters.waiting) : letters.hash);
}

#endif
