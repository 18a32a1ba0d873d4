#include "traces.h"

#include "folding.h"

bool open_signs(Signs *signs, const void *bytes, size_t size)
{
    const uint16_t *words = bytes;
    size_t count = size / 2, page = (size_t)1 << SIGN_PAGE_BITS;

    if (count < SIGN_PAGES)
        return false;
    for (size_t i = 0; i < SIGN_PAGES; i++)
        if (SIGN_PAGES + ((size_t)words[i] + 1) * page > count)
            return false;
    signs->page_numbers = words;
    signs->pages = words + SIGN_PAGES;
    return true;
}

static inline unsigned sign_of(const Signs *signs, uint32_t code_point)
{
    size_t page = signs->page_numbers[code_point >> SIGN_PAGE_BITS];
    return signs->pages[page << SIGN_PAGE_BITS | (code_point & ((1u << SIGN_PAGE_BITS) - 1))];
}

/* Where each shape stands after the last code point; the patterns are those of detect/prefilter.py. */
typedef struct {
    uint32_t before;     /* the last code point */
    unsigned is;         /* what it is */
    unsigned same;       /* how often it stands in a row */
    unsigned letters;    /* letters in a row, up to it; none of them dense */
    bool after_digit;    /* and they began behind a figure */
    bool maybe_last;     /* it is a figure that stands for a letter behind four letters, if the word ends here */
    bool mixed;          /* behind a letter only figures and signs stand */
    bool signed_;        /* behind a sign only figures stand */
    unsigned scripts;    /* LATIN and FOREIGN, of the word that it is in */
    unsigned singles;    /* letters one by one */
    unsigned gap;        /* code points of APART behind the last of them */
    unsigned split;      /* 1: a letter; 2: a letter and a sign that may stand inside */
    unsigned short_name; /* of "P. tigris": 1 P, 2 the dot, 3 the blank, 4.. letters */
} Shape;

static inline bool is_ascii_capital(uint32_t code_point)
{
    return code_point >= 'A' && code_point <= 'Z';
}

static inline bool is_ascii_small(uint32_t code_point)
{
    return code_point >= 'a' && code_point <= 'z';
}

/* May it be a letter of a bent word? */
static inline bool bends(unsigned is)
{
    return (is & (LETTER | DENSE)) == LETTER;
}

/* "1v0ry", "p@rr0t", "ivor1" */
static inline unsigned leet(Shape *shape, uint32_t code_point, unsigned is)
{
    bool seen = shape->maybe_last && !bends(is) && !(is & DIGIT);

    if (bends(is)) {
        seen |= (shape->mixed && shape->is & (DIGIT | SIGN)) || shape->signed_ ||
                (shape->after_digit && shape->letters >= 4);
        shape->after_digit = shape->letters ? shape->after_digit : (shape->is & DIGIT) != 0;
    } else if (is & (DIGIT | SIGN)) {
        seen |= (shape->after_digit && shape->letters >= 4) ||
                (shape->mixed && (is & VOWEL_SIGN || (is & DIGIT && shape->is & SIGN)));
    }
    shape->maybe_last = shape->letters >= 4 &&
                        (code_point == '0' || code_point == '1' || code_point == '3' || code_point == '4');
    shape->mixed = bends(is) || (shape->mixed && is & (DIGIT | SIGN));
    shape->signed_ = is & SIGN || (shape->signed_ && is & DIGIT);
    return seen ? LEET : 0;
}

/* "i v o r y" */
static inline unsigned spaced(Shape *shape, unsigned is)
{
    unsigned seen = 0;

    if (is & (LETTER | DIGIT)) {
        if (shape->is & (LETTER | DIGIT))
            shape->singles = 0;
        else if (shape->singles && shape->gap >= 1 && shape->gap <= 2)
            shape->singles++;
        else
            shape->singles = is & LETTER ? 1 : 0;
        shape->gap = 0;
        return 0;
    }
    seen = shape->singles >= 3 && shape->is & (LETTER | DIGIT) ? SPACED : 0;
    shape->gap++;
    if (!(is & APART) || shape->gap > 2)
        shape->singles = 0;
    return seen;
}

/* "iv.ory", "pan**lin" */
static inline unsigned split(Shape *shape, uint32_t code_point, unsigned is)
{
    unsigned seen = shape->split == 2 && is & LETTER ? SPLIT : 0;
    bool inside = is & INSIDE && (shape->split == 1 || (shape->split == 2 && code_point == '*'));

    shape->split = is & LETTER ? 1 : inside ? 2 : 0;
    return seen;
}

/* "P. tigris" */
static inline unsigned abbreviated(Shape *shape, uint32_t code_point)
{
    unsigned at = shape->short_name;

    if (is_ascii_capital(code_point) && !(shape->is & (LETTER | DIGIT)) && shape->before != '_')
        shape->short_name = 1;
    else if (at == 1 && code_point == '.')
        shape->short_name = 2;
    else if (at == 2 && code_point == ' ')
        shape->short_name = 3;
    else if (at >= 2 && is_ascii_small(code_point))
        shape->short_name = at < 4 ? 4 : at + 1;
    else
        shape->short_name = 0;
    return shape->short_name == 7 ? ABBREVIATED : 0;
}

static inline unsigned step(Shape *shape, uint32_t code_point, unsigned is)
{
    unsigned seen = leet(shape, code_point, is) | spaced(shape, is) | split(shape, code_point, is) |
                    abbreviated(shape, code_point);

    seen |= (is & HIDDEN ? ZERO_WIDTH : 0) | (is & PICTURE ? EMOJI : 0);
    shape->same = code_point == shape->before ? shape->same + 1 : 1;
    if (is & LETTER) {
        shape->scripts |= is & (LATIN | FOREIGN);
        seen |= (shape->scripts == (LATIN | FOREIGN) ? HOMOGLYPH : 0) | (shape->same >= 3 ? TRIPLED : 0);
    } else {
        shape->scripts = 0;
    }
    shape->letters = bends(is) ? shape->letters + 1 : 0;
    shape->before = code_point;
    shape->is = is;
    return seen;
}

/* What a letter that is nothing else may be besides; whether it is dense must be the same all along. */
enum { OF_SCRIPT = LATIN | FOREIGN };

/* Is the text in the middle of a word, where letters change little of the shape? */
static inline bool within_word(const Shape *shape)
{
    return (shape->is & ~(unsigned)(OF_SCRIPT | DENSE)) == LETTER && shape->short_name < 2;
}

/* The same as step() for the letters that follow a letter, several times as fast; returns where they end. */
static inline size_t step_over_letters(const Signs *signs, const uint8_t *text, size_t size, size_t at, Shape *shape,
                                       unsigned *seen)
{
    uint32_t code_point, before = shape->before;
    unsigned kind = shape->is & ~(unsigned)OF_SCRIPT, is = shape->is, scripts = shape->scripts, same = shape->same;
    unsigned most = same, letters = 0;

    while (at < size) {
        size_t length = decode(text + at, text + size, &code_point);
        unsigned sign = sign_of(signs, code_point);
        if ((sign & ~(unsigned)OF_SCRIPT) != kind)
            break;
        is = sign;
        scripts |= sign & OF_SCRIPT;
        same = code_point == before ? same + 1 : 1;
        most = same > most ? same : most;
        before = code_point;
        letters++;
        at += length;
    }
    if (!letters)
        return at;
    *seen |= (scripts == OF_SCRIPT ? HOMOGLYPH : 0) | (most >= 3 ? TRIPLED : 0);
    if (bends(is)) {
        shape->letters += letters;
        *seen |= shape->after_digit && shape->letters > 4 ? LEET : 0;
    }
    shape->before = before;
    shape->is = is;
    shape->same = same;
    shape->scripts = scripts;
    shape->mixed = bends(is);
    shape->maybe_last = shape->signed_ = false;
    shape->singles = shape->gap = shape->short_name = 0;
    shape->split = 1;
    return at;
}

unsigned traces_in(const Signs *signs, const uint8_t *text, size_t size)
{
    Shape shape = {.before = ' '};
    unsigned seen = 0;
    uint32_t code_point;

    for (size_t at = 0; at < size;) {
        at += decode(text + at, text + size, &code_point);
        seen |= step(&shape, code_point, sign_of(signs, code_point));
        if (within_word(&shape))
            at = step_over_letters(signs, text, size, at, &shape, &seen);
    }
    return seen | step(&shape, '\n', 0);
}
