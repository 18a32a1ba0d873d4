#include "tokens.h"

#include <string.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* ---- Hashing -------------------------------------------------------------------------------------------- */

static const uint64_t SEED = 0x9E3779B97F4A7C15u;
static const uint64_t SPREAD = 0x9FB21C651E98DF25u;
static const uint64_t FINISH = 0xD6E8FEB86659FD93u;

/* The token being read. Its kind is SEPARATOR while there is none. Its folded letters are hashed as UTF-8, eight
 * bytes at a time; those that wait for company are in `waiting`, the first in the lowest byte. */
typedef struct {
    unsigned kind;
    unsigned bits; /* of `waiting` that are taken, always less than 64 */
    uint64_t waiting;
    Token token;
} Open;

/* Order counts, and multiplication moves differences upwards only, so each step brings them down again. */
static inline uint64_t absorb(uint64_t hash, uint64_t eight_bytes)
{
    hash = (hash ^ eight_bytes) * SPREAD;
    return hash ^ hash >> 32;
}

/* Add up to eight bytes, the first in the lowest; those above `bits` are zero. */
static ALWAYS_INLINE void add_bytes(Open *open, uint64_t bytes, unsigned bits)
{
    unsigned taken = open->bits, together = taken + bits;

    open->waiting |= bytes << taken;
    if (together >= 64) {
        open->token.hash = absorb(open->token.hash, open->waiting);
        open->waiting = taken ? bytes >> (64 - taken) : 0;
        together -= 64;
    }
    open->bits = together;
}

/* Add one folded letter. */
static ALWAYS_INLINE void add_letter(Open *open, uint32_t letter)
{
    if (letter < 0x80)
        add_bytes(open, letter, 8);
    else if (letter < 0x800)
        add_bytes(open, (0xC0 | letter >> 6) | (0x80 | (letter & 0x3F)) << 8, 16);
    else if (letter < 0x10000)
        add_bytes(open, (0xE0 | letter >> 12) | (0x80 | (letter >> 6 & 0x3F)) << 8 | (0x80 | (letter & 0x3F)) << 16, 24);
    else
        add_bytes(open,
                  (0xF0 | letter >> 18) | (0x80 | (letter >> 12 & 0x3F)) << 8 | (0x80 | (letter >> 6 & 0x3F)) << 16 |
                      (0x80 | (letter & 0x3F)) << 24,
                  32);
}

static ALWAYS_INLINE void close_token(Open *open, Token *tokens, size_t *count)
{
    if (open->kind == SEPARATOR)
        return;
    uint64_t hash = open->bits ? absorb(open->token.hash, open->waiting) : open->token.hash;
    hash *= FINISH;
    open->token.hash = hash ^ hash >> 29;
    tokens[(*count)++] = open->token;
    open->kind = SEPARATOR;
}

static ALWAYS_INLINE void open_token(Open *open, unsigned kind, size_t byte, size_t code_point)
{
    open->kind = kind;
    open->bits = 0;
    open->waiting = 0;
    open->token.hash = SEED;
    open->token.first_byte = (uint32_t)byte;
    open->token.start = (uint32_t)code_point;
}

/* ---- Eight bytes of ASCII at once ------------------------------------------------------------------------ */

static const uint64_t EACH = 0x0101010101010101u; /* a byte times this: the byte in all eight places */
static const uint64_t TOPS = 0x8080808080808080u;

/* The next eight bytes, the first in the lowest; zeros behind the end. */
static inline uint64_t load(const uint8_t *text, size_t left)
{
    uint64_t bytes = 0;

    if (left >= 8)
        memcpy(&bytes, text, 8);
    else
        for (size_t i = 0; i < left; i++)
            bytes |= (uint64_t)text[i] << 8 * i;
    return bytes;
}

/* The top bit of each byte that lies between `least` and `most`, for bytes below 0x80. No sum reaches the next byte. */
static inline uint64_t within(uint64_t bytes, uint8_t least, uint8_t most)
{
    return (bytes + (0x80 - least) * EACH) & ~(bytes + (0x7F - most) * EACH) & TOPS;
}

static inline bool is_word_byte(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10;
}

/* Fold capitals; return how many of the first bytes are ASCII letters and digits, and clear all others. */
static inline unsigned fold_ascii(uint64_t *bytes)
{
    uint64_t low = *bytes & ~TOPS;
    uint64_t letters = within(low | 0x20 * EACH, 'a', 'z');
    uint64_t others = ~(letters | within(low, '0', '9')) | *bytes;

    *bytes |= letters >> 2; /* 0x80 >> 2 is 0x20, what makes a letter small */
    others &= TOPS;
    if (!others)
        return 8;
    unsigned number = (unsigned)__builtin_ctzll(others) / 8;
    *bytes &= (UINT64_C(1) << 8 * number) - 1;
    return number;
}

/* ---- Reading ----------------------------------------------------------------------------------------------- */

/* Read one code point that is not ASCII; `start` is its place. What it does depends on its kind and what is open. */
static ALWAYS_INLINE size_t read_one(const Folding *folding, const uint8_t *text, size_t size, size_t at, size_t start,
                              Open *open, Token *tokens, size_t *count)
{
    uint32_t code_point, letters[MOST_LETTERS];
    size_t length = decode(text + at, text + size, &code_point);
    uint32_t entry = entry_of(folding, code_point);
    unsigned kind = kind_of(entry);

    if (kind == IGNORE)
        return length;
    bool goes_on = kind == WORD ? open->kind == WORD : kind != SINGLE && kind != SEPARATOR && open->kind != SEPARATOR;
    if (!goes_on) {
        close_token(open, tokens, count);
        if (!keeps_letters(kind)) /* a separator, or an accent on nothing */
            return length;
        open_token(open, kind, at, start);
    }
    if (kind != MARK) {
        if (is_simple(entry)) {
            add_letter(open, letter_of(entry, code_point));
        } else {
            size_t number = letters_of(folding, entry, code_point, letters);
            for (size_t i = 0; i < number; i++)
                add_letter(open, letters[i]);
        }
    }
    open->token.end_byte = (uint32_t)(at + length);
    open->token.end = (uint32_t)(start + 1);
    return length;
}

size_t tokenise(const Folding *folding, const uint8_t *text, size_t size, Token *tokens)
{
    Open open = {.kind = SEPARATOR};
    size_t count = 0;
    size_t at = 0;     /* in bytes */
    size_t behind = 0; /* how far the count of code points lags behind the count of bytes */

    while (at < size) {
        if (text[at] >= 0x80) {
            size_t length = read_one(folding, text, size, at, at - behind, &open, tokens, &count);
            at += length;
            behind += length - 1;
            continue;
        }
        if (!is_word_byte(text[at])) {
            close_token(&open, tokens, &count);
            at++;
            continue;
        }
        uint64_t bytes = load(text + at, size - at);
        unsigned number = fold_ascii(&bytes);
        if (open.kind != WORD) {
            close_token(&open, tokens, &count);
            open_token(&open, WORD, at, at - behind);
        }
        add_bytes(&open, bytes, 8 * number);
        at += number;
        open.token.end_byte = (uint32_t)at;
        open.token.end = (uint32_t)(at - behind);
        if (number < 8 && at < size && text[at] < 0x80) {
            close_token(&open, tokens, &count);
            at++;
        }
    }
    close_token(&open, tokens, &count);
    return count;
}
