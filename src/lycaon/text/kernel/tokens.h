/* Tokens: one pass over raw UTF-8 gives the hash of every folded token and where it stands. */
#ifndef LYCAON_TOKENS_H
#define LYCAON_TOKENS_H

#include "filter.h"
#include "folding.h"

typedef struct {
    uint64_t hash;                 /* of the UTF-8 of the folded letters; see twin.token_hash */
    uint32_t first_byte, end_byte; /* of the text as given */
    uint32_t start, end;           /* the same in code points: what the outside world is told */
} Token;

/* A text of `size` bytes has at most this many tokens. Densest is "a½a½a": an ASCII word takes one byte but needs
 * something between it and the next, and whatever is or begins a token of its own takes two bytes or more. */
static inline size_t most_tokens(size_t size)
{
    return size - size / 3 + 1;
}

/* Texts from this size on are refused: offsets are kept in 32 bits. */
enum { LONGEST_TEXT = 0x7FFFFFFF };

/* Room that reading and searching one text needs and the next can use again. */
typedef struct {
    Token *tokens;    /* of the text that was read last, and room for one more */
    uint32_t *visits; /* two for each token */
    uint32_t *edges;  /* of its pieces */
    uint8_t *text;    /* a copy of it with zeros behind, so that sixteen bytes may be read anywhere */
    size_t room;      /* for a text of so many bytes */
} Scratch;

/* Make room for a text of `size` bytes; false when memory is exhausted. */
bool make_room(Scratch *scratch, size_t size);
void free_scratch(Scratch *scratch);

/* Write the tokens of a text to `scratch->tokens`, for which make_room() made room; returns how many. What the filter
 * will be asked for them is asked of memory meanwhile. `text` may be NULL when `size` is 0. */
size_t tokenise(const Folding *folding, const Filter *filter, const uint8_t *text, size_t size, Scratch *scratch);

#endif
