#include "tokens.h"

static const uint64_t SEED = 0x9E3779B97F4A7C15u;
static const uint64_t SPREAD = 0x9FB21C651E98DF25u;
static const uint64_t FINISH = 0xD6E8FEB86659FD93u;

/* Order counts: each letter is mixed into everything before it. */
static inline uint64_t add_letter(uint64_t hash, uint32_t letter)
{
    return (hash ^ letter) * SPREAD;
}

/* Multiplication moves differences upwards only; bring them down again. */
static inline uint64_t finish(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= FINISH;
    return hash ^ hash >> 29;
}

/* The token being read. Its kind is SEPARATOR while there is none. */
typedef struct {
    unsigned kind;
    Token token;
} Open;

static inline void close_token(Open *open, Token *tokens, size_t *count)
{
    if (open->kind == SEPARATOR)
        return;
    open->token.hash = finish(open->token.hash);
    tokens[(*count)++] = open->token;
    open->kind = SEPARATOR;
}

static inline void open_token(Open *open, unsigned kind, uint32_t byte, uint32_t code_point)
{
    open->kind = kind;
    open->token.hash = SEED;
    open->token.first_byte = byte;
    open->token.start = code_point;
}

size_t tokenise(const Folding *folding, const uint8_t *text, size_t size, Token *tokens)
{
    Open open = {.kind = SEPARATOR};
    size_t count = 0;
    size_t at = 0;     /* in bytes */
    size_t behind = 0; /* how far the count of code points lags behind the count of bytes */

    while (at < size) {
        uint8_t ascii = folding->ascii[text[at]];

        if (ascii) { /* the common case, a run of ASCII letters and digits, in a loop of its own */
            if (open.kind != WORD) {
                close_token(&open, tokens, &count);
                open_token(&open, WORD, (uint32_t)at, (uint32_t)(at - behind));
            }
            uint64_t hash = open.token.hash;
            do {
                hash = add_letter(hash, ascii);
            } while (++at < size && (ascii = folding->ascii[text[at]]) != 0);
            open.token.hash = hash;
            open.token.end_byte = (uint32_t)at;
            open.token.end = (uint32_t)(at - behind);
            continue;
        }
        if (text[at] < 0x80) {
            close_token(&open, tokens, &count);
            at++;
            continue;
        }

        uint32_t code_point, letters[MOST_LETTERS];
        size_t first = at, length = decode(text + at, text + size, &code_point);
        uint32_t start = (uint32_t)(first - behind), entry = entry_of(folding, code_point);
        unsigned kind = kind_of(entry);

        at += length;
        behind += length - 1;
        if (kind == IGNORE)
            continue;
        if (kind == SEPARATOR) {
            close_token(&open, tokens, &count);
            continue;
        }
        bool goes_on = kind == WORD ? open.kind == WORD : kind != SINGLE && open.kind != SEPARATOR;
        if (!goes_on) {
            close_token(&open, tokens, &count);
            if (kind == MARK) /* an accent on nothing */
                continue;
            open_token(&open, kind, (uint32_t)first, start);
        }
        if (kind != MARK) {
            size_t number = letters_of(folding, entry, code_point, letters);
            for (size_t i = 0; i < number; i++)
                open.token.hash = add_letter(open.token.hash, letters[i]);
        }
        open.token.end_byte = (uint32_t)at;
        open.token.end = start + 1;
    }
    close_token(&open, tokens, &count);
    return count;
}
