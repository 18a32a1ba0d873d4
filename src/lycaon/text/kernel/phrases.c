#include "phrases.h"

/* ---- Opening ------------------------------------------------------------------------------------------ */

static bool lies_within(size_t file_size, uint64_t start, uint64_t count, uint64_t each)
{
    return start % 8 == 0 && start <= file_size && count <= (file_size - start) / each;
}

const char *open_phrases(Phrases *phrases, const uint8_t *file, size_t size, Sections sections)
{
    if (phrases->filter_bits > 40 || phrases->slot_bits < 1 || phrases->slot_bits > 40 ||
        phrases->slot_count <= UINT64_C(1) << phrases->slot_bits)
        return "phrase index: impossible sizes";
    if (!lies_within(size, sections.filter, UINT64_C(1) << phrases->filter_bits, sizeof(uint64_t)) ||
        !lies_within(size, sections.slots, phrases->slot_count, sizeof(Slot)) ||
        !lies_within(size, sections.records, phrases->record_bytes, 1) || phrases->record_bytes % 4)
        return "phrase index: a section lies outside the file";
    phrases->filter = (const uint64_t *)(const void *)(file + sections.filter);
    phrases->slots = (const Slot *)(const void *)(file + sections.slots);
    phrases->records = (const uint32_t *)(const void *)(file + sections.records);
    return NULL;
}

/* ---- Searching ----------------------------------------------------------------------------------------- */

/* Zero marks an empty slot, so no state may be zero. */
static inline uint64_t first_state(uint64_t hash)
{
    return hash ? hash : 1;
}

/* Not symmetric: "a b" must not be "b a". The same as phrase_file.extend. */
static inline uint64_t next_state(uint64_t state, uint64_t hash)
{
    uint64_t mixed = (state * 0x9E3779B97F4A7C15u) ^ hash;

    mixed = (mixed ^ mixed >> 32) * 0xBF58476D1CE4E5B9u;
    return first_state(mixed ^ mixed >> 29);
}

/* What the filter knows a state of two tokens or more by: cheaper than the state, which few need to know. */
static inline uint64_t step_key(uint64_t state, uint64_t hash)
{
    return (state << 21 | state >> 43) + hash;
}

/* False: surely nothing worth a visit, as the filter knows it. Both of its bits are in one word: one cache line. */
static inline bool may_be_worth(const Phrases *phrases, uint64_t key)
{
    uint64_t word = phrases->filter[key >> 12 & ((UINT64_C(1) << phrases->filter_bits) - 1)];
    return word >> (key & 63) & word >> (key >> 6 & 63) & 1;
}

static inline uint64_t home_of(const Phrases *phrases, uint64_t state)
{
    return state >> (64 - phrases->slot_bits);
}

static const Slot *slot_of(const Phrases *phrases, uint64_t state)
{
    for (uint64_t at = home_of(phrases, state); at < phrases->slot_count; at++) {
        const Slot *slot = &phrases->slots[at];
        if (slot->state == state)
            return slot;
        if (slot->state == 0)
            break;
    }
    return NULL;
}

/* Does this token fold to what stands at `*key`? Moves `*key` behind it. */
static bool is_spelt(const Folding *folding, const uint8_t *text, const Token *token, const uint8_t **key,
                     const uint8_t *key_end)
{
    const uint8_t *p = text + token->first_byte, *end = text + token->end_byte;

    while (p < end) {
        uint32_t code_point, expected, letters[MOST_LETTERS];
        if (*p < 0x80) { /* within a token: a letter or a digit */
            if (*key >= key_end || *(*key)++ != fold_ascii_byte(*p++))
                return false;
            continue;
        }
        p += decode(p, end, &code_point);
        uint32_t entry = entry_of(folding, code_point);
        size_t number = keeps_letters(kind_of(entry)) ? letters_of(folding, entry, code_point, letters) : 0;
        for (size_t i = 0; i < number; i++) {
            if (*key >= key_end)
                return false;
            *key += decode(*key, key_end, &expected);
            if (letters[i] != expected)
                return false;
        }
    }
    return true;
}

/* A hash may lie. Compare the tokens first..last with the key itself, letter by letter. */
static bool is_key(const Folding *folding, const uint8_t *text, const Token *first, const Token *last,
                   const uint8_t *key, size_t length)
{
    const uint8_t *end = key + length;

    for (const Token *token = first; token <= last; token++) {
        if (token > first && (key >= end || *key++ != ' '))
            return false;
        if (!is_spelt(folding, text, token, &key, end))
            return false;
    }
    return key == end;
}

/* Append the phrases of the record at `at` (and of those that follow it for the same state) if their key is what
 * stands here. A damaged file finds less, and harms nobody. */
static bool add_record(const Phrases *phrases, const Folding *folding, const uint8_t *text, const Token *first,
                       const Token *last, size_t at, uint32_t row, Rows *hits)
{
    size_t words = phrases->record_bytes / 4;

    for (bool goes_on = true; goes_on && at < words && words - at >= 2;) {
        const uint32_t *record = phrases->records + at;
        size_t count = record[0] & 0x7FFFFFFF, length = record[1], room = words - at - 2;
        if (count > room || length > (room - count) * 4)
            return true;
        if (is_key(folding, text, first, last, (const uint8_t *)(record + 2 + count), length))
            for (size_t i = 0; i < count; i++)
                if (!add_row(hits, (Row){row, record[2 + i], first->start, last->end}))
                    return false;
        goes_on = record[0] >> 31;
        at += 2 + count + (length + 3) / 4;
    }
    return true;
}

/* Follow the trie from `slot`, to which the tokens first..last lead, for as long as the text does. */
static bool walk(const Phrases *phrases, const Folding *folding, const uint8_t *text, const Slot *slot,
                 const Token *first, const Token *last, const Token *end, uint32_t row, Rows *hits)
{
    while (slot) {
        if (slot->record && !add_record(phrases, folding, text, first, last, slot->record - 1, row, hits))
            return false;
        if (!slot->has_more || ++last == end)
            break;
        uint64_t state = slot->state;
        slot = may_be_worth(phrases, step_key(state, last->hash)) ? slot_of(phrases, next_state(state, last->hash))
                                                                  : NULL;
    }
    return true;
}

/* A visit is twice the number of the token that a phrase may begin with; one more if that phrase has a second token. */
static inline uint64_t state_of(const Token *tokens, uint32_t visit)
{
    const Token *first = tokens + visit / 2;
    uint64_t state = first_state(first->hash);

    return visit % 2 ? next_state(state, first[1].hash) : state;
}

/* So many visits are made together: what all of them read first is asked for before any of them waits for it. */
enum { TOGETHER = 32 };

static bool visit_together(const Phrases *phrases, const Folding *folding, const uint8_t *text, const Token *tokens,
                           const Token *end, const uint32_t *visits, size_t count, uint32_t row, Rows *hits)
{
    uint64_t states[TOGETHER];
    const Slot *slots[TOGETHER];

    for (size_t i = 0; i < count; i++) {
        states[i] = state_of(tokens, visits[i]);
        __builtin_prefetch(&phrases->slots[home_of(phrases, states[i])]);
    }
    for (size_t i = 0; i < count; i++) {
        slots[i] = slot_of(phrases, states[i]);
        if (slots[i] && slots[i]->record)
            __builtin_prefetch(phrases->records + (slots[i]->record - 1));
    }
    for (size_t i = 0; i < count; i++) {
        const Token *first = tokens + visits[i] / 2;
        if (visits[i] % 2) {
            if (!walk(phrases, folding, text, slots[i], first, first + 1, end, row, hits))
                return false;
        } else if (slots[i] && slots[i]->record) { /* phrases that go on are visits of their own */
            if (!add_record(phrases, folding, text, first, first, slots[i]->record - 1, row, hits))
                return false;
        }
    }
    return true;
}

/* Write the visits that are worth making: may a phrase end with this token, or go on with the next? Almost always not.
 * This is a loop without a branch to guess wrong, in which many reads of the filter are under way at once. */
static size_t choose_visits(const Phrases *phrases, const Token *tokens, size_t count, uint32_t *visits)
{
    uint64_t state = first_state(tokens[0].hash);
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t hash = tokens[i + 1].hash;
        bool has_next = i + 1 < count;
        visits[chosen] = (uint32_t)(2 * i);
        chosen += may_be_worth(phrases, state);
        visits[chosen] = (uint32_t)(2 * i + 1);
        chosen += may_be_worth(phrases, step_key(state, hash)) & has_next;
        state = first_state(hash);
    }
    return chosen;
}

bool find_phrases(const Phrases *phrases, const Folding *folding, const uint8_t *text, size_t size, uint32_t row,
                  Scratch *scratch, Rows *hits)
{
    if (!make_room(scratch, size))
        return false;
    Token *tokens = scratch->tokens;
    size_t count = tokenise(folding, text, size, scratch);

    tokens[count].hash = 0;
    size_t chosen = choose_visits(phrases, tokens, count, scratch->visits);
    for (size_t i = 0; i < chosen; i += TOGETHER) {
        size_t left = chosen - i;
        if (!visit_together(phrases, folding, text, tokens, tokens + count, scratch->visits + i,
                            left < TOGETHER ? left : TOGETHER, row, hits))
            return false;
    }
    return true;
}
