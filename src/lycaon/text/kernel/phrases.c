#include "phrases.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "hashing.h"

/* ---- Opening ------------------------------------------------------------------------------------------ */

static bool lies_within(size_t file_size, uint64_t start, uint64_t count, uint64_t each)
{
    return start % 8 == 0 && start <= file_size && count <= (file_size - start) / each;
}

const char *open_phrases(Phrases *phrases, const uint8_t *file, size_t size, Sections sections)
{
    if (phrases->filter_bits > 40 || phrases->home_bits < 1 || phrases->home_bits > MOST_HOME_BITS ||
        phrases->bucket_count < UINT64_C(1) << phrases->home_bits)
        return "phrase index: impossible sizes";
    if (!lies_within(size, sections.filter, UINT64_C(1) << phrases->filter_bits, sizeof(uint64_t)) ||
        !lies_within(size, sections.buckets, phrases->bucket_count, sizeof(Bucket)) ||
        !lies_within(size, sections.records, phrases->record_bytes, 1) || phrases->record_bytes % 4)
        return "phrase index: a section lies outside the file";
    phrases->filter.words = (const uint64_t *)(const void *)(file + sections.filter);
    phrases->filter.last = (UINT64_C(1) << phrases->filter_bits) - 1;
    make_masks(phrases->filter.masks);
    phrases->buckets = (const Bucket *)(const void *)(file + sections.buckets);
    phrases->records = (const uint32_t *)(const void *)(file + sections.records);
    return NULL;
}

/* ---- Searching ----------------------------------------------------------------------------------------- */

/* Not symmetric: "a b" must not be "b a". The same as phrase_builder.extend. */
static inline uint64_t next_state(uint64_t state, uint64_t hash)
{
    uint64_t mixed = (state * 0x9E3779B97F4A7C15u) ^ hash;

    mixed = (mixed ^ mixed >> 32) * 0xBF58476D1CE4E5B9u;
    return mixed ^ mixed >> 29;
}

static inline uint64_t home_of(const Phrases *phrases, uint64_t state)
{
    return state >> (64 - phrases->home_bits);
}

/* A bit for each slot that bears the mark. */
static inline unsigned marked(const Bucket *bucket, uint32_t mark)
{
#ifdef __SSE2__
    const __m128i *four = (const __m128i *)(const void *)bucket->marks;
    __m128i wanted = _mm_set1_epi32((int)mark);
    __m128i low = _mm_cmpeq_epi32(_mm_loadu_si128(four), wanted);
    __m128i high = _mm_cmpeq_epi32(_mm_loadu_si128(four + 1), wanted);

    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(low, high), _mm_setzero_si128()));
#else
    unsigned found = 0;

    for (unsigned i = 0; i < SLOTS; i++)
        found |= (unsigned)(bucket->marks[i] == mark) << i;
    return found;
#endif
}

/* Where a state leads: see Bucket; 0 if no phrase comes this way. */
static inline uint32_t lead_of(const Phrases *phrases, uint64_t state)
{
    uint32_t mark = (uint32_t)(state >> (SPARE_BITS - phrases->home_bits));

    for (uint64_t at = home_of(phrases, state); at < phrases->bucket_count; at++) {
        const Bucket *bucket = &phrases->buckets[at];
        unsigned found = marked(bucket, mark);
        uint32_t lead = bucket->leads[__builtin_ctz(found | 1 << (SLOTS - 1))];
        if (found || !lead) /* otherwise the bucket is full: almost never */
            return lead;
    }
    return 0;
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

/* Does a token of at most sixteen bytes stand in the key as it stands in the text, but for capitals of ASCII? Letters
 * that others fold to fold to themselves, so then it surely is spelt so; if not, nothing is known. */
static inline bool is_copied(const uint8_t *at, const uint8_t *key, size_t number)
{
    uint64_t first = load(at), second = load(at + 8);

    first = (small_letters(first) ^ load(key)) & first_bytes(number);
    second = (small_letters(second) ^ load(key + 8)) & second_bytes(number);
    return !(first | second);
}

/* A hash may lie. Compare the tokens first..last with the key itself. Sixteen bytes may be read behind both. */
static bool is_key(const Folding *folding, const uint8_t *text, const Token *first, const Token *last,
                   const uint8_t *key, size_t length)
{
    const uint8_t *end = key + length;

    for (const Token *token = first; token <= last; token++) {
        if (token > first && (key >= end || *key++ != ' '))
            return false;
        size_t number = token->end_byte - token->first_byte;
        if (number <= 16 && number <= (size_t)(end - key) && is_copied(text + token->first_byte, key, number))
            key += number;
        else if (!is_spelt(folding, text, token, &key, end))
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

    for (bool goes_on = true; goes_on && at < words && words - at >= 2 + BEHIND / 4;) {
        const uint32_t *record = phrases->records + at;
        size_t count = record[0] & 0x7FFFFFFF, length = record[1], room = words - at - 2 - BEHIND / 4;
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

/* Follow the trie from the state that the tokens first..last lead to, for as long as the text does. */
static bool walk(const Phrases *phrases, const Folding *folding, const uint8_t *text, uint64_t state, uint32_t lead,
                 const Token *first, const Token *last, const Token *end, uint32_t row, Rows *hits)
{
    while (lead) {
        if (lead > 1 && !add_record(phrases, folding, text, first, last, lead >> 1, row, hits))
            return false;
        if (!(lead & 1) || ++last == end || !may_be_worth(&phrases->filter, step_key(state, last->hash)))
            break;
        state = next_state(state, last->hash);
        lead = lead_of(phrases, state);
    }
    return true;
}

/* So many visits are made together: what all of them read first is asked for before any of them waits for it. */
enum { TOGETHER = 32 };

/* A visit is twice the number of the token that a phrase may begin with; one more if that phrase has a second token. */
static bool visit_together(const Phrases *phrases, const Folding *folding, const uint8_t *text, const Token *tokens,
                           const Token *end, const uint32_t *visits, size_t count, uint32_t row, Rows *hits)
{
    uint64_t states[TOGETHER];
    uint32_t leads[TOGETHER];
    uint8_t found[TOGETHER]; /* the visits that were not for nothing */
    size_t number = 0;

    for (size_t i = 0; i < count; i++) {
        const Token *first = tokens + visits[i] / 2;
        uint64_t pair = next_state(first->hash, first[1].hash);
        states[i] = visits[i] % 2 ? pair : first->hash;
        __builtin_prefetch(&phrases->buckets[home_of(phrases, states[i])]);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t goes_on = visits[i] % 2; /* what goes on from one token is a visit of its own */
        leads[i] = lead_of(phrases, states[i]) & (~1u | goes_on);
        found[number] = (uint8_t)i;
        number += leads[i] != 0;
        __builtin_prefetch(phrases->records + (leads[i] >> 1));
    }
    for (size_t at = 0; at < number; at++) {
        size_t i = found[at];
        const Token *first = tokens + visits[i] / 2;
        if (!walk(phrases, folding, text, states[i], leads[i], first, first + visits[i] % 2, end, row, hits))
            return false;
    }
    return true;
}

/* Write the visits that are worth making: may a phrase end with this token, or go on with the next? Almost always not.
 * This is a loop without a branch to guess wrong, in which many reads of the filter are under way at once. */
static size_t choose_visits(const Phrases *phrases, const Token *tokens, size_t count, uint32_t *visits)
{
    uint64_t state = tokens[0].hash;
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t hash = tokens[i + 1].hash;
        bool has_next = i + 1 < count;
        visits[chosen] = (uint32_t)(2 * i);
        chosen += may_be_worth(&phrases->filter, state);
        visits[chosen] = (uint32_t)(2 * i + 1);
        chosen += may_be_worth(&phrases->filter, step_key(state, hash)) & has_next;
        state = hash;
    }
    return chosen;
}

bool find_phrases(const Phrases *phrases, const Folding *folding, const uint8_t *text, size_t size, uint32_t row,
                  Scratch *scratch, Rows *hits)
{
    if (!make_room(scratch, size))
        return false;
    Token *tokens = scratch->tokens;
    size_t count = tokenise(folding, &phrases->filter, text, size, scratch);

    tokens[count].hash = 0;
    size_t chosen = choose_visits(phrases, tokens, count, scratch->visits);
    for (size_t i = 0; i < chosen; i += TOGETHER) {
        size_t left = chosen - i;
        if (!visit_together(phrases, folding, scratch->text, tokens, tokens + count, scratch->visits + i,
                            left < TOGETHER ? left : TOGETHER, row, hits))
            return false;
    }
    return true;
}
