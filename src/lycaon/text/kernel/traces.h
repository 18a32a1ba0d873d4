/* Traces of disguise: letters parted, figures among letters, scripts mixed. One pass, no memory, no answer yet: a trace
 * says that it is worth looking, and its absence that there is nothing to find.
 */
#ifndef LYCAON_TRACES_H
#define LYCAON_TRACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a code point is; the same numbers as traces.Sign. */
enum {
    LETTER = 1,
    DIGIT = 2,
    SIGN = 4,      /* may stand for a letter: @ $ ! */
    APART = 8,     /* may stand between letters written one by one */
    INSIDE = 16,   /* may stand inside a broken word */
    HIDDEN = 32,   /* cannot be seen */
    LATIN = 64,    /* a letter of the Latin script */
    FOREIGN = 128, /* a letter of a script that has look-alikes of Latin letters */
    PICTURE = 256, /* spells a word */
    VOWEL_SIGN = 512, /* a sign that stands for any vowel: @ $ _ */
    DENSE = 1024,     /* a letter of a script without blanks that no name mixes with others: it ends a bent word */
};

/* What was seen in a text; the same numbers as traces.Trace. */
enum {
    ABBREVIATED = 1,
    HOMOGLYPH = 2,
    SPACED = 4,
    SPLIT = 8,
    LEET = 16,
    ZERO_WIDTH = 32,
    EMOJI = 64,
    TRIPLED = 128,
};

enum { SIGN_PAGE_BITS = 7, SIGN_PAGES = (0x10FFFF + 1) >> SIGN_PAGE_BITS };

typedef struct {
    const uint16_t *page_numbers; /* SIGN_PAGES of them */
    const uint16_t *pages;
} Signs;

/* Read the table; false if a page lies outside. The bytes must outlive `signs` and be aligned to 2. */
bool open_signs(Signs *signs, const void *bytes, size_t size);

/* Return all that was seen in a text. */
unsigned traces_in(const Signs *signs, const uint8_t *text, size_t size);

#endif
