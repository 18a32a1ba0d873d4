#include "tokens.h"

#include <stdlib.h>
#include <string.h>

#include "edges.h"
#include "hashing.h"

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

/* Where reading stands: the next token to write, and how far the count of code points lags behind that of bytes. */
typedef struct {
    Token *next;
    size_t lag;
} Place;

/* ---- Words of two-byte letters: Cyrillic, Greek, Hebrew, Arabic ------------------------------------------------ */

static const uint64_t PAIRS = 0x0001000100010001u; /* two bytes times this: the two bytes in all four places */

/* Fold four letters of two bytes; 0 for each that does not fold to two bytes. */
static inline uint64_t fold_pairs(const uint16_t *pairs, uint64_t letters)
{
    uint64_t at = (letters & 0x1F * PAIRS) << 6 | (letters >> 8 & 0x3F * PAIRS);

    return (uint64_t)pairs[at & 0xFFFF] | (uint64_t)pairs[at >> 16 & 0xFFFF] << 16 |
           (uint64_t)pairs[at >> 32 & 0xFFFF] << 32 | (uint64_t)pairs[at >> 48] << 48;
}

/* Read a piece if it is one word of letters that take two bytes before and after folding; false if it is not. */
static bool read_pairs(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    uint64_t hash = SEED, wrong = 0;

    if ((to - from) % 2 || text[from] < 0xC2 || text[from] >= 0xE0)
        return false;
    for (size_t at = from; at < to; at += 8) {
        uint64_t kept = first_bytes(to - at < 8 ? to - at : 8), letters = load(text + at) & kept;
        uint64_t folded = fold_pairs(folding->pairs, letters);
        wrong |= ((letters & 0xC0E0 * PAIRS) ^ (0x80C0 * PAIRS & kept)) | (~folded & 0x8000 * PAIRS & kept);
        hash = absorb(hash, folded);
    }
    if (wrong)
        return false;
    Token *token = place->next++;
    token->hash = finish(hash);
    token->first_byte = (uint32_t)from;
    token->end_byte = (uint32_t)to;
    token->start = (uint32_t)(from - place->lag);
    place->lag += (to - from) / 2;
    token->end = (uint32_t)(to - place->lag);
    return true;
}

/* ---- Everything else, one code point at a time ------------------------------------------------------------------ */

/* The same as decode() for code points of two and three bytes; `bytes` are those at `at`. Four bytes must be there. */
static inline size_t decode_some(const uint8_t *at, const uint8_t *end, uint32_t bytes, uint32_t *code_point)
{
    if ((bytes & 0xC0C0F0) == 0x8080E0) {
        *code_point = (bytes & 0x0F) << 12 | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 0x3F);
        if (*code_point >= 0x800)
            return 3;
    } else if ((bytes & 0xC0E0) == 0x80C0 && bytes & 0x1E) {
        *code_point = (bytes & 0x1F) << 6 | (bytes >> 8 & 0x3F);
        return 2;
    }
    return decode(at, end, code_point);
}

/* A letter of three bytes in UTF-8. */
static inline uint64_t three_bytes(uint32_t letter)
{
    return 0xE0 | letter >> 12 | (0x80 | (letter >> 6 & 0x3F)) << 8 | (0x80 | (letter & 0x3F)) << 16;
}

/* Add what the table has no room for: long runs, and what Korean syllables are made of. */
static inline Letters add_long(Letters letters, const Folding *folding, uint32_t code_point)
{
    uint32_t folded[MOST_LETTERS], syllable = code_point - FIRST_HANGUL;

    if (syllable <= LAST_HANGUL - FIRST_HANGUL) { /* the same as letters_of() */
        uint32_t tail = syllable % 28, rest = syllable / 28;
        letters = add_bytes(letters, three_bytes(0x1100 + rest / 21) | three_bytes(0x1161 + rest % 21) << 24, 48);
        return tail ? add_bytes(letters, three_bytes(0x11A7 + tail), 24) : letters;
    }
    size_t number = letters_of(folding, entry_of(folding, code_point), code_point, folded);

    for (size_t i = 0; i < number; i++) {
        unsigned bits;
        uint32_t bytes = utf8_of(folded[i], &bits);
        letters = add_bytes(letters, bytes, bits);
    }
    return letters;
}

/* What is read in one go: letters and digits of ASCII, or one code point. */
typedef struct {
    Fold fold;
    size_t size, lag; /* in bytes; how much less it is in code points */
    uint32_t code_point;
    uint64_t bytes; /* what it folds to */
    unsigned bits;
} Step;

static inline Step next_step(const Folding *folding, const uint8_t *at, const uint8_t *end)
{
    Step step;
    uint64_t bytes = load(at);

    if (!(bytes & 0x80)) {
        uint64_t tops = bytes & TOPS;
        size_t left = (size_t)(end - at), plain = tops ? (size_t)__builtin_ctzll(tops) / 8 : 8;
        step.size = plain < left ? plain : left;
        step.lag = 0;
        step.fold = BEGINS_WORD | GOES_ON_WORD;
        step.bytes = (bytes | 0x20 * EACH) & first_bytes(step.size); /* digits have that bit already */
        step.bits = 8 * (unsigned)step.size;
        return step;
    }
    step.size = decode_some(at, end, (uint32_t)bytes, &step.code_point);
    step.lag = step.size - 1;
    step.fold = fold_of(folding, step.code_point);
    step.bytes = step.fold & FOLDED;
    step.bits = step.fold >> FOLDED_BITS & 63;
    if (step.fold & FOLDS_TO_ITSELF) {
        step.bytes = bytes & first_bytes(step.size);
        step.bits = 8 * (unsigned)step.size;
    }
    return step;
}

static inline void begin_token(Token *token, size_t byte, size_t lag)
{
    token->first_byte = (uint32_t)byte;
    token->start = (uint32_t)(byte - lag);
}

static inline void end_token(Token *token, size_t byte, size_t lag, Letters letters)
{
    token->hash = hash_letters(letters);
    token->end_byte = (uint32_t)byte;
    token->end = (uint32_t)(byte - lag);
}

static void read_piece(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    const uint8_t *end = text + to;
    Token *next = place->next;
    Letters letters = no_letters();
    Fold goes_on = 0; /* what goes on with the open token; 0 while there is none */
    size_t at = from, lag = place->lag, last = 0, last_lag = 0;

    while (at < to) {
        Step step = next_step(folding, text + at, end);
        if (!(step.fold & goes_on)) {
            if (step.fold & IS_IGNORED) {
                at += step.size;
                lag += step.lag;
                continue;
            }
            if (goes_on)
                end_token(next++, last, last_lag, letters);
            begin_token(next, at, lag);
            letters = no_letters();
            goes_on = step.fold & BEGINS_WORD ? GOES_ON_WORD : step.fold & BEGINS_OTHER ? GOES_ON_OTHER : 0;
        }
        letters = step.fold & IS_LONG ? add_long(letters, folding, step.code_point)
                                      : add_bytes(letters, step.bytes, step.bits);
        last = at += step.size;
        last_lag = lag += step.lag;
    }
    if (goes_on)
        end_token(next++, last, last_lag, letters);
    *place = (Place){next, lag};
}

static void read_beyond_ascii(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    if (!read_pairs(folding, text, from, to, place))
        read_piece(folding, text, from, to, place);
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

size_t tokenise(const Folding *folding, const uint8_t *text, size_t size, Scratch *scratch)
{
    uint8_t *copy = scratch->text;
    const uint32_t *edges = scratch->edges;
    Token *next = scratch->tokens;
    uint64_t lag = 0; /* twice, for both ends of a token: in the lower and the upper half */

    if (size)
        memcpy(copy, text, size);
    memset(copy + size, 0, BLOCK);
    const uint32_t *last = edges + find_edges(copy, size, scratch->edges);
    for (; edges < last; edges += 2) {
        size_t from = edges[0], number = edges[1] - from;
        if (number <= 16) { /* a word, most likely: no branch depends on its letters, but for whether all are ASCII */
            uint64_t kept = first_bytes(number), kept_too = second_bytes(number);
            uint64_t first = load(copy + from), second = load(copy + from + 8), ends;
            if (!(((first & kept) | (second & kept_too)) & TOPS)) {
                memcpy(&ends, edges, 8);
                next->hash = hash_of((first | 0x20 * EACH) & kept, (second | 0x20 * EACH) & kept_too, number);
                memcpy(&next->first_byte, &ends, 8); /* and end_byte */
                ends -= lag;
                memcpy(&next->start, &ends, 8); /* and end */
                next++;
                continue;
            }
        }
        Place place = {next, (uint32_t)lag};
        read_beyond_ascii(folding, copy, from, edges[1], &place);
        next = place.next;
        lag = place.lag << 32 | place.lag;
    }
    return (size_t)(next - scratch->tokens);
}
