#include "folding.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 24, PAGE_NUMBERS = (LAST_CODE_POINT + 1) / PAGE };

/* ---- Checking ---------------------------------------------------------------------------------------------------- */

static const char *check_entry(const Folding *folding, uint32_t entry, uint32_t pool_words)
{
    uint32_t value = entry >> 5;

    if (kind_of(entry) > IGNORE)
        return "folding table: unknown kind";
    switch (entry >> 3 & 3) {
    case ONE:
        return value <= LAST_CODE_POINT ? NULL : "folding table: folds to no code point";
    case MANY: {
        if (value >= pool_words)
            return "folding table: points outside its pool";
        uint32_t length = folding->pool[value];
        if (length < 1 || length > MOST_LETTERS || length >= pool_words - value)
            return "folding table: a run is empty or too long";
        for (uint32_t i = 1; i <= length; i++)
            if (folding->pool[value + i] > LAST_CODE_POINT)
                return "folding table: folds to no code point";
        return NULL;
    }
    default:
        return NULL;
    }
}

static bool is_hangul(uint32_t entry)
{
    return (entry >> 3 & 3) == HANGUL;
}

/* Are all entries of a page that are taken apart by arithmetic Hangul syllables, where the page begins at `first`? */
static bool has_syllables_only(const uint32_t *page, uint32_t first)
{
    for (uint32_t i = 0; i < PAGE; i++)
        if (is_hangul(page[i]) && (first + i < FIRST_HANGUL || first + i > LAST_HANGUL))
            return false;
    return true;
}

static const char *check_ascii(const Folding *folding)
{
    for (uint32_t code_point = 0; code_point < 0x80; code_point++) {
        uint32_t entry = entry_of(folding, code_point), letters[MOST_LETTERS];
        bool is_capital = code_point >= 'A' && code_point <= 'Z';
        bool is_word = is_capital || (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
        if (kind_of(entry) != (is_word ? WORD : SEPARATOR))
            return "folding table: ASCII must be letters and digits in words, and separators";
        if (is_word && (letters_of(folding, entry, code_point, letters) != 1 || letters[0] != (code_point | 0x20)))
            return "folding table: ASCII letters must fold to small ones";
    }
    return NULL;
}

static const char *check(const Folding *folding, uint32_t pages, uint32_t pool_words)
{
    bool has_hangul[PAGE_NUMBERS] = {false}; /* of each page */

    for (size_t i = 0; i < (size_t)PAGE * pages; i++) {
        const char *wrong = check_entry(folding, folding->pages[i], pool_words);
        if (wrong)
            return wrong;
        has_hangul[i / PAGE] |= is_hangul(folding->pages[i]);
    }
    for (uint32_t i = 0; i < PAGE_NUMBERS; i++) {
        size_t page = folding->page_numbers[i];
        if (page >= pages)
            return "folding table: points outside its pages";
        if (has_hangul[page] && !has_syllables_only(folding->pages + PAGE * page, PAGE * i))
            return "folding table: no Hangul syllable";
    }
    return check_ascii(folding);
}

/* ---- Making ready ------------------------------------------------------------------------------------------------ */

static Fold flags_of(unsigned kind)
{
    switch (kind) {
    case WORD:
        return BEGINS_WORD | GOES_ON_WORD;
    case SINGLE:
        return BEGINS_OTHER;
    case EXTEND:
        return BEGINS_OTHER | GOES_ON_WORD | GOES_ON_OTHER;
    case MARK:
        return GOES_ON_WORD | GOES_ON_OTHER;
    case IGNORE:
        return IS_IGNORED;
    default:
        return 0;
    }
}

/* An entry does not know its code point: what needs that is left to whoever reads the text. */
static Fold make_fold(const Folding *folding, uint32_t entry)
{
    Fold flags = flags_of(kind_of(entry)), folded = 0;
    uint32_t letters[MOST_LETTERS];
    unsigned together = 0;

    if (!keeps_letters(kind_of(entry)))
        return flags;
    if ((entry >> 3 & 3) == ITSELF)
        return flags | FOLDS_TO_ITSELF;
    if (is_hangul(entry))
        return flags | IS_LONG;
    size_t number = letters_of(folding, entry, 0, letters);
    for (size_t i = 0; i < number; i++) {
        unsigned bits;
        Fold bytes = utf8_of(letters[i], &bits);
        if (together + bits > FOLDED_BITS)
            return flags | IS_LONG;
        folded |= bytes << together;
        together += bits;
    }
    return flags | folded | (Fold)together << FOLDED_BITS;
}

static uint16_t make_pair(const Folding *folding, uint32_t code_point)
{
    uint32_t entry = entry_of(folding, code_point), letters[MOST_LETTERS];
    unsigned bits;

    if (code_point < 0x80 || kind_of(entry) != WORD || letters_of(folding, entry, code_point, letters) != 1)
        return 0;
    uint32_t bytes = utf8_of(letters[0], &bits);
    return bits == 16 ? (uint16_t)bytes : 0;
}

const char *open_folding(Folding *folding, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint32_t pages, pool_words;

    if (size < HEADER + 2 * PAGE_NUMBERS || memcmp(at, "LYFOLD1\n", 8) != 0)
        return "folding table: not one";
    memcpy(&pages, at + 16, 4);
    memcpy(&pool_words, at + 20, 4);
    if (pages > PAGE_NUMBERS || pool_words > 1u << 26 ||
        size != HEADER + 2 * PAGE_NUMBERS + (size_t)4 * PAGE * pages + (size_t)4 * pool_words)
        return "folding table: cut short";
    folding->page_numbers = (const uint16_t *)(const void *)(at + HEADER);
    folding->pages = (const uint32_t *)(const void *)(at + HEADER + 2 * PAGE_NUMBERS);
    folding->pool = folding->pages + (size_t)PAGE * pages;
    const char *wrong = check(folding, pages, pool_words);
    if (wrong)
        return wrong;

    folding->folds = malloc((size_t)PAGE * pages * sizeof *folding->folds);
    if (!folding->folds)
        return "folding table: no memory for it";
    for (size_t i = 0; i < (size_t)PAGE * pages; i++)
        folding->folds[i] = make_fold(folding, folding->pages[i]);
    for (uint32_t code_point = 0; code_point < PAIRS_END; code_point++)
        folding->pairs[code_point] = make_pair(folding, code_point);
    make_places(&folding->places);
    return NULL;
}

void close_folding(Folding *folding)
{
    free(folding->folds);
    folding->folds = NULL;
}
