/* The filter: a Bloom filter over what is worth a visit, small enough for the caches near the processor. */
#ifndef LYCAON_FILTER_H
#define LYCAON_FILTER_H

#include <stdbool.h>
#include <stdint.h>

enum { MASK_BITS = 10, MASKS = 1 << MASK_BITS };

typedef struct {
    const uint64_t *words;
    uint64_t last;         /* number of the last word, all ones in binary */
    uint64_t masks[MASKS]; /* the bits of a word that stand for a key, by the lowest bits of the key */
} Filter;

/* For whoever reads tokens and searches nothing. */
extern const Filter NO_FILTER;

/* The same as phrase_builder.masks: up to three bits, of a number whose upper bits are well mixed. */
static inline void make_masks(uint64_t masks[MASKS])
{
    for (uint64_t i = 0; i < MASKS; i++) {
        uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15u;
        masks[i] = UINT64_C(1) << (mixed >> 58) | UINT64_C(1) << (mixed >> 52 & 63) | UINT64_C(1) << (mixed >> 46 & 63);
    }
}

/* What the filter knows a state of two tokens or more by: cheaper than the state, which few need to know. The same as
 * phrase_builder.step_keys. */
static inline uint64_t step_key(uint64_t state, uint64_t hash)
{
    return (state << 21 | state >> 43) + hash;
}

/* All bits of a key are in one word: one cache line. */
static inline const uint64_t *filter_word(const Filter *filter, uint64_t key)
{
    return filter->words + (key >> MASK_BITS & filter->last);
}

/* False: surely nothing worth a visit. */
static inline bool may_be_worth(const Filter *filter, uint64_t key)
{
    return !(~*filter_word(filter, key) & filter->masks[key & (MASKS - 1)]);
}

/* Ask memory for what will be looked at for a token, alone and behind the one before. */
static inline void ask_for(const Filter *filter, uint64_t before, uint64_t hash)
{
    __builtin_prefetch(filter_word(filter, hash));
    __builtin_prefetch(filter_word(filter, step_key(before, hash)));
}

#endif
