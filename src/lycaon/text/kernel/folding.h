/* Folding: from the bytes of a text to folded code points, one code point at a time.
 *
 * The table is folding.bin, made by lycaon/text/folding_rules.py, where its layout is written down. It is
 * checked once, when it is opened; after that nothing in here can reach outside it.
 */
#ifndef LYCAON_FOLDING_H
#define LYCAON_FOLDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edges.h"

/* The same numbers as folding_rules.Kind and folding_rules.Form. */
enum { SEPARATOR, WORD, SINGLE, EXTEND, MARK, IGNORE };
enum { ITSELF, ONE, MANY, HANGUL };

enum {
    PAGE_BITS = 7,
    PAGE = 1 << PAGE_BITS,
    LAST_CODE_POINT = 0x10FFFF,
    FIRST_HANGUL = 0xAC00,
    LAST_HANGUL = 0xD7A3,
    MOST_LETTERS = 8, /* that one code point may fold to; open_folding() holds the table to it */
};

/* An entry of the table made ready for hashing: up to six bytes of UTF-8 that a code point folds to, the first in the
 * lowest byte, how many bits that is, and what the code point does to the tokens around it. */
typedef uint64_t Fold;

#define FOLDED UINT64_C(0xFFFFFFFFFFFF)
#define FOLDED_BITS 48
#define FOLDS_TO_ITSELF (UINT64_C(1) << 57) /* its letters are its own bytes: pages may be shared */
#define IS_LONG (UINT64_C(1) << 58)         /* more than six bytes: ask letters_of() */
#define IS_IGNORED (UINT64_C(1) << 59)
#define BEGINS_WORD (UINT64_C(1) << 60)
#define BEGINS_OTHER (UINT64_C(1) << 61)    /* a token of one code point and what belongs to it */
#define GOES_ON_WORD (UINT64_C(1) << 62)
#define GOES_ON_OTHER (UINT64_C(1) << 63)

enum { PAIRS_END = 0x800 }; /* code points below it take two bytes at most */

typedef struct {
    const uint16_t *page_numbers;
    const uint32_t *pages;
    const uint32_t *pool;
    Fold *folds;               /* one for each entry of `pages` */
    uint16_t pairs[PAIRS_END]; /* two bytes that a letter of two bytes folds to, if it is a letter of a word; or 0 */
    Places places;
} Folding;

/* Read the table, which must fold ASCII as tokens.c does: letters to small letters, digits to themselves, everything
 * else to separators. Returns NULL, or what is wrong with it; then there is nothing to close. The bytes must outlive
 * `folding` and be aligned to 4. */
const char *open_folding(Folding *folding, const void *bytes, size_t size);
void close_folding(Folding *folding);

/* Decode one code point at `p` (p < end) and return how many bytes it took.
 *
 * Lone surrogates, as Python's "surrogatepass" writes them, are code points like any other. A byte that is no
 * UTF-8 counts as one U+FFFD, a separator: Arrow does not promise valid text, and we must never read past the end.
 */
static inline size_t decode(const uint8_t *p, const uint8_t *end, uint32_t *code_point)
{
    uint32_t lead = p[0];
    ptrdiff_t left = end - p;

    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0 && left >= 2 && (p[1] & 0xC0) == 0x80) {
        *code_point = (lead & 0x1F) << 6 | (p[1] & 0x3Fu);
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0 && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *code_point = (lead & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (*code_point >= 0x800)
            return 3;
    }
    if (lead >= 0xF0 && lead < 0xF5 && left >= 4 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
        (p[3] & 0xC0) == 0x80) {
        *code_point = (lead & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (*code_point >= 0x10000 && *code_point <= LAST_CODE_POINT)
            return 4;
    }
    *code_point = 0xFFFD;
    return 1;
}

/* The entry of a code point: its kind in bits 0-2, its form in bits 3-4, a value from bit 5. */
static inline uint32_t entry_of(const Folding *folding, uint32_t code_point)
{
    size_t page = folding->page_numbers[code_point >> PAGE_BITS];
    return folding->pages[page << PAGE_BITS | (code_point & (PAGE - 1))];
}

static inline Fold fold_of(const Folding *folding, uint32_t code_point)
{
    size_t page = folding->page_numbers[code_point >> PAGE_BITS];
    return folding->folds[page << PAGE_BITS | (code_point & (PAGE - 1))];
}

static inline unsigned kind_of(uint32_t entry)
{
    return entry & 7;
}

static inline bool keeps_letters(unsigned kind)
{
    return kind == WORD || kind == SINGLE || kind == EXTEND;
}

/* What a letter or digit of ASCII folds to. */
static inline uint8_t fold_ascii_byte(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* The UTF-8 of a letter, the first byte in the lowest, and how many bits it takes. */
static inline uint32_t utf8_of(uint32_t letter, unsigned *bits)
{
    if (letter < 0x80) {
        *bits = 8;
        return letter;
    }
    if (letter < 0x800) {
        *bits = 16;
        return (0xC0 | letter >> 6) | (0x80 | (letter & 0x3F)) << 8;
    }
    if (letter < 0x10000) {
        *bits = 24;
        return (0xE0 | letter >> 12) | (0x80 | (letter >> 6 & 0x3F)) << 8 | (0x80 | (letter & 0x3F)) << 16;
    }
    *bits = 32;
    return (0xF0 | letter >> 18) | (0x80 | (letter >> 12 & 0x3F)) << 8 | (0x80 | (letter >> 6 & 0x3F)) << 16 |
           (0x80 | (letter & 0x3F)) << 24;
}

/* Write the letters that a code point folds to; returns how many. Only for kinds that keep letters. */
static inline size_t letters_of(const Folding *folding, uint32_t entry, uint32_t code_point,
                                uint32_t letters[MOST_LETTERS])
{
    switch (entry >> 3 & 3) {
    case ITSELF:
        letters[0] = code_point;
        return 1;
    case ONE:
        letters[0] = entry >> 5;
        return 1;
    case MANY: {
        const uint32_t *run = folding->pool + (entry >> 5);
        for (uint32_t i = 0; i < run[0]; i++)
            letters[i] = run[1 + i];
        return run[0];
    }
    default: { /* HANGUL: arithmetic of the Unicode Standard, section 3.12 */
        uint32_t syllable = code_point - FIRST_HANGUL, tail = syllable % 28;
        letters[0] = 0x1100 + syllable / (21 * 28);
        letters[1] = 0x1161 + syllable / 28 % 21;
        letters[2] = 0x11A7 + tail;
        return tail ? 3 : 2;
    }
    }
}

#endif
