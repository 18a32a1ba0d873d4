#include "tokens.h"

#include <stdlib.h>
#include <string.h>

#include "hashing.h"
#include "pieces.h"

/* As much of the next text is asked for as of this one, but no more than the nearest cache has room for. */
enum { NEXT_TEXT = 1 << 12 };

const Filter NO_FILTER = {.words = NO_FILTER.masks};

bool make_room(Scratch *scratch, size_t size)
{
    if (scratch->text && size <= scratch->room)
        return true;
    free_scratch(scratch);
    size_t tokens = most_tokens(size) + 1; /* one behind the last, which the search looks at */
    scratch->tokens = malloc(tokens * sizeof *scratch->tokens);
    scratch->visits = malloc(2 * tokens * sizeof *scratch->visits);
    scratch->edges = malloc(most_edges(size) * sizeof *scratch->edges);
    scratch->text = malloc(size + 2 * BLOCK);
    scratch->room = size;
    if (scratch->tokens && scratch->visits && scratch->edges && scratch->text)
        return true;
    free_scratch(scratch);
    return false;
}

void free_scratch(Scratch *scratch)
{
    free(scratch->tokens);
    free(scratch->visits);
    free(scratch->edges);
    free(scratch->text);
    *scratch = (Scratch){0};
}

/* The next text of a column stands behind this one, and will be wanted soon. */
static inline void ask_for_text(const uint8_t *behind, size_t size)
{
    for (size_t at = 0; at < size && at < NEXT_TEXT; at += BLOCK)
        __builtin_prefetch((const void *)((uintptr_t)behind + at));
}

size_t tokenise(const Folding *folding, const Filter *filter, const uint8_t *text, size_t size, Scratch *scratch)
{
    uint8_t *copy = scratch->text;
    const uint32_t *edges = scratch->edges;
    Token *next = scratch->tokens;
    uint64_t lag = 0; /* twice, for both ends of a token: in the lower and the upper half */
    uint64_t before = 0;

    if (size) {
        memcpy(copy, text, size);
        ask_for_text(text + size, size);
    }
    memset(copy + size, 0, BLOCK);
    const uint32_t *last = edges + find_edges(&folding->places, copy, size, scratch->edges);
    for (; edges < last; edges += 2) {
        size_t from = edges[0], number = edges[1] - from;
        if (number <= 16) { /* a word, most likely: no branch depends on its letters, but for whether all are ASCII */
            uint64_t kept = first_bytes(number), kept_too = second_bytes(number);
            uint64_t first = load(copy + from), second = load(copy + from + 8), ends;
            if (!(((first & kept) | (second & kept_too)) & TOPS)) {
                uint64_t hash = hash_of((first | 0x20 * EACH) & kept, (second | 0x20 * EACH) & kept_too, number);
                ask_for(filter, before, hash);
                before = next->hash = hash;
                memcpy(&ends, edges, 8);
                memcpy(&next->first_byte, &ends, 8); /* and end_byte */
                ends -= lag;
                memcpy(&next->start, &ends, 8); /* and end */
                next++;
                continue;
            }
        }
        Place place = {next, (uint32_t)lag};
        read_beyond_ascii(folding, copy, from, edges[1], &place);
        if (place.next == next + 1) { /* a word; to ask for each character of Chinese takes longer than it saves */
            ask_for(filter, before, next->hash);
            before = next->hash;
        }
        next = place.next;
        lag = place.lag << 32 | place.lag;
    }
    return (size_t)(next - scratch->tokens);
}
