#include "folding.h"

#include <string.h>

enum { HEADER = 24, PAGE_NUMBERS = (LAST_CODE_POINT + 1) / PAGE };

static const char *check_entry(const Folding *folding, uint32_t code_point, uint32_t pool_words)
{
    uint32_t entry = entry_of(folding, code_point), value = entry >> 5;

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
    case HANGUL:
        return code_point >= 0xAC00 && code_point <= 0xD7A3 ? NULL : "folding table: no Hangul syllable";
    default:
        return NULL;
    }
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

    for (size_t i = 0; i < PAGE_NUMBERS; i++)
        if (folding->page_numbers[i] >= pages)
            return "folding table: points outside its pages";
    for (uint32_t code_point = 0; code_point <= LAST_CODE_POINT; code_point++) {
        const char *wrong = check_entry(folding, code_point, pool_words);
        if (wrong)
            return wrong;
    }
    for (uint32_t code_point = 0; code_point < 0x80; code_point++) {
        uint32_t entry = entry_of(folding, code_point);
        bool is_capital = code_point >= 'A' && code_point <= 'Z';
        bool is_word = is_capital || (code_point >= 'a' && code_point <= 'z') || (code_point >= '0' && code_point <= '9');
        if (kind_of(entry) != (is_word ? WORD : SEPARATOR))
            return "folding table: ASCII must be letters and digits in words, and separators";
        if (is_word && (!is_simple(entry) || letter_of(entry, code_point) != (code_point | (is_capital ? 0x20 : 0))))
            return "folding table: ASCII letters must fold to small ones";
    }
    return NULL;
}
