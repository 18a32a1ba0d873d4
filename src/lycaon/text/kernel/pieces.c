#include "pieces.h"

#include "hashing.h"

/* Write the token that a whole piece is, whose code points are `lag` fewer than its bytes. */
static inline void write_word(Place *place, size_t from, size_t to, size_t lag, uint64_t hash)
{
    Token *token = place->next++;

    token->hash = hash;
    token->first_byte = (uint32_t)from;
    token->end_byte = (uint32_t)to;
    token->start = (uint32_t)(from - place->lag);
    place->lag += lag;
    token->end = (uint32_t)(to - place->lag);
}

/* The code point of two or three bytes, the first in the lowest, and how many it takes; 0 if it is none. */
static inline size_t decode_bytes(uint32_t bytes, uint32_t *code_point)
{
    if ((bytes & 0xC0C0F0) == 0x8080E0) {
        *code_point = (bytes & 0x0F) << 12 | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 0x3F);
        return *code_point >= 0x800 ? 3 : 0;
    }
    *code_point = (bytes & 0x1F) << 6 | (bytes >> 8 & 0x3F);
    return (bytes & 0xC0E0) == 0x80C0 && bytes & 0x1E ? 2 : 0;
}

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

    if ((to - from) % 2)
        return false;
    for (size_t at = from; at < to; at += 8) {
        uint64_t kept = first_bytes(to - at < 8 ? to - at : 8), letters = load(text + at) & kept;
        uint64_t folded = fold_pairs(folding->pairs, letters);
        wrong |= ((letters & 0xC0E0 * PAIRS) ^ (0x80C0 * PAIRS & kept)) | (~folded & 0x8000 * PAIRS & kept);
        hash = absorb(hash, folded);
    }
    if (wrong)
        return false;
    write_word(place, from, to, (to - from) / 2, finish(hash));
    return true;
}

/* ---- Words with accents ------------------------------------------------------------------------------------------ */

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 Sixteen;

/* Does it go on with a word, and fold to ASCII or to nothing? */
static inline bool goes_on_in_ascii(Fold fold)
{
    return fold & GOES_ON_WORD && !(fold & (FOLDS_TO_ITSELF | IS_LONG | (TOPS & FOLDED)));
}

/* Read a piece if it is one word of ASCII and letters that fold to it, of at most sixteen bytes; false if it is not.
 * The letters are replaced by what they fold to, one after the other, in two registers; `before` are the bits before
 * the next. */
static bool read_accents(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    size_t left = to - from, lag = 0;
    uint64_t first = load(text + from) & first_bytes(left), second = load(text + from + 8) & second_bytes(left);
    Sixteen word = (Sixteen)second << 64 | first;

    for (;;) {
        uint64_t low = (uint64_t)word & TOPS, high = (uint64_t)(word >> 64) & TOPS;
        if (!(low | high))
            break;
        unsigned before = (low ? (unsigned)__builtin_ctzll(low) : 64u + (unsigned)__builtin_ctzll(high)) - 7;
        uint32_t code_point;
        size_t size = decode_bytes((uint32_t)(word >> before), &code_point);
        Fold fold = fold_of(folding, code_point);
        unsigned bits = fold >> FOLDED_BITS & 63;
        if (!size || bits > 8 * size || !goes_on_in_ascii(fold) || !(before || fold & BEGINS_WORD))
            return false;
        Sixteen behind = word >> before >> 8 * size << bits | (fold & FOLDED);
        word = (word & (((Sixteen)1 << before) - 1)) | behind << before;
        left -= size - bits / 8;
        lag += size - 1;
    }
    first = small_letters((uint64_t)word) & first_bytes(left);
    second = small_letters((uint64_t)(word >> 64)) & second_bytes(left);
    write_word(place, from, to, lag, hash_of(first, second, left));
    return true;
}
#else
static bool read_accents(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    (void)folding, (void)text, (void)from, (void)to, (void)place;
    return false;
}
#endif

/* ---- Korean ------------------------------------------------------------------------------------------------------ */

/* A letter of three bytes in UTF-8. */
static inline uint64_t three_bytes(uint32_t letter)
{
    return 0xE0 | letter >> 12 | (0x80 | (letter >> 6 & 0x3F)) << 8 | (0x80 | (letter & 0x3F)) << 16;
}

static inline bool is_syllable(uint32_t code_point)
{
    return code_point - FIRST_HANGUL <= LAST_HANGUL - FIRST_HANGUL;
}

/* Add what a syllable is made of, the same as letters_of() gives: two letters, or as often as not three. */
static inline Letters add_syllable(Letters letters, uint32_t code_point)
{
    uint32_t syllable = code_point - FIRST_HANGUL, tail = syllable % 28, rest = syllable / 28;
    uint64_t has_tail = -(uint64_t)(tail > 0);

    letters = add_bytes(letters, three_bytes(0x1100 + rest / 21) | three_bytes(0x1161 + rest % 21) << 24, 48);
    return add_bytes(letters, three_bytes(0x11A7 + tail) & has_tail, 24 & (unsigned)has_tail);
}

/* Read a piece if it is one word of syllables; false if it is not. */
static bool read_syllables(const uint8_t *text, size_t from, size_t to, Place *place)
{
    Letters letters = no_letters();

    if ((to - from) % 3)
        return false;
    for (size_t at = from; at < to; at += 3) {
        uint32_t code_point;
        if (decode_bytes((uint32_t)load(text + at), &code_point) != 3 || !is_syllable(code_point))
            return false;
        letters = add_syllable(letters, code_point);
    }
    write_word(place, from, to, (to - from) / 3 * 2, hash_letters(letters));
    return true;
}

/* ---- Everything else, one code point at a time ------------------------------------------------------------------- */

/* What is read in one go: letters and digits of ASCII, or one code point. */
typedef struct {
    Fold fold;
    size_t size, lag; /* in bytes; how much less it is in code points */
    uint32_t code_point;
    uint64_t bytes; /* of the text, the first in the lowest */
} Step;

static inline Step next_step(const Folding *folding, const uint8_t *at, const uint8_t *end)
{
    Step step = {.bytes = load(at)};

    if (!(step.bytes & 0x80)) {
        uint64_t tops = step.bytes & TOPS;
        size_t left = (size_t)(end - at), plain = tops ? (size_t)__builtin_ctzll(tops) / 8 : 8;
        step.size = plain < left ? plain : left;
        step.fold = BEGINS_WORD | GOES_ON_WORD | FOLDS_TO_ITSELF;
        return step;
    }
    step.size = decode_bytes((uint32_t)step.bytes, &step.code_point);
    if (!step.size)
        step.size = decode(at, end, &step.code_point);
    step.lag = step.size - 1;
    step.fold = fold_of(folding, step.code_point);
    return step;
}

/* Add what the table has no room for: long runs, and what Korean syllables are made of. */
static inline Letters add_long(Letters letters, const Folding *folding, uint32_t code_point)
{
    uint32_t folded[MOST_LETTERS];

    if (is_syllable(code_point))
        return add_syllable(letters, code_point);
    size_t number = letters_of(folding, entry_of(folding, code_point), code_point, folded);
    for (size_t i = 0; i < number; i++) {
        unsigned bits;
        uint32_t bytes = utf8_of(folded[i], &bits);
        letters = add_bytes(letters, bytes, bits);
    }
    return letters;
}

/* The hash of a token some of whose code points fold to something else, or to nothing. */
static uint64_t hash_folded(const Folding *folding, const uint8_t *at, const uint8_t *end)
{
    Letters letters = no_letters();

    while (at < end) {
        Step step = next_step(folding, at, end);
        at += step.size;
        if (step.fold & IS_LONG)
            letters = add_long(letters, folding, step.code_point);
        else if (step.fold & FOLDS_TO_ITSELF)
            letters = add_bytes(letters, small_letters(step.bytes) & first_bytes(step.size), 8 * (unsigned)step.size);
        else
            letters = add_bytes(letters, step.fold & FOLDED, step.fold >> FOLDED_BITS & 63);
    }
    return hash_letters(letters);
}

/* The hash of a token that folds to itself, but for capitals of ASCII. */
static uint64_t hash_copied(const uint8_t *at, size_t number)
{
    uint64_t hash = SEED;

    for (; number > 8; number -= 8, at += 8)
        hash = absorb(hash, small_letters(load(at)));
    return finish(absorb(hash, small_letters(load(at)) & first_bytes(number)));
}

static inline void begin_token(Token *token, size_t byte, size_t lag)
{
    token->first_byte = (uint32_t)byte;
    token->start = (uint32_t)(byte - lag);
}

static inline void end_token(const Folding *folding, const uint8_t *text, Token *token, size_t byte, size_t lag,
                             bool is_copied)
{
    size_t first = token->first_byte;

    token->hash = is_copied ? hash_copied(text + first, byte - first) : hash_folded(folding, text + first, text + byte);
    token->end_byte = (uint32_t)byte;
    token->end = (uint32_t)(byte - lag);
}

/* Is this a token, unless what follows goes on with it? */
static inline bool is_alone(Fold fold)
{
    return (fold & (BEGINS_WORD | BEGINS_OTHER | GOES_ON_WORD | GOES_ON_OTHER | IS_LONG)) == BEGINS_OTHER;
}

/* Chinese, Japanese, Thai: write the tokens of code points that are alone and take three bytes, the first of which
 * stands at `at`, for as long as another one follows. The last is not written: what follows may go on with it. Returns
 * where that one stands, with its fold in `*fold`. */
static inline size_t read_alone(const Folding *folding, const uint8_t *text, size_t at, Fold *fold, Place *place)
{
    for (uint64_t bytes = load(text + at), ahead;; at += 3, bytes = ahead) {
        uint32_t code_point;
        ahead = load(text + at + 3);
        if (decode_bytes((uint32_t)ahead, &code_point) != 3 || !is_alone(fold_of(folding, code_point)))
            return at;
        uint64_t letters = *fold & FOLDS_TO_ITSELF ? bytes & 0xFFFFFF : *fold & FOLDED;
        write_word(place, at, at + 3, 2, finish(absorb(SEED, letters)));
        *fold = fold_of(folding, code_point);
    }
}

static void read_piece(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    Fold goes_on = 0; /* what goes on with the open token; 0 while there is none */
    Fold all = 0;     /* what is true of all that was read since it began */
    size_t at = from, last = 0, last_lag = 0;

    while (at < to) {
        Step step = next_step(folding, text + at, text + to);
        if (!(step.fold & goes_on)) {
            if (step.fold & IS_IGNORED) {
                at += step.size;
                place->lag += step.lag;
                all = 0;
                continue;
            }
            if (goes_on)
                end_token(folding, text, place->next++, last, last_lag, all & FOLDS_TO_ITSELF);
            if (step.size == 3 && is_alone(step.fold))
                at = read_alone(folding, text, at, &step.fold, place);
            begin_token(place->next, at, place->lag);
            goes_on = step.fold & BEGINS_WORD ? GOES_ON_WORD : step.fold & BEGINS_OTHER ? GOES_ON_OTHER : 0;
            all = step.fold;
        }
        all &= step.fold;
        last = at += step.size;
        last_lag = place->lag += step.lag;
    }
    if (goes_on)
        end_token(folding, text, place->next++, last, last_lag, all & FOLDS_TO_ITSELF);
}

void read_beyond_ascii(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place)
{
    uint8_t lead = text[from];

    if (lead >= 0xC2 && lead < 0xE0 && read_pairs(folding, text, from, to, place))
        return;
    if (lead < 0xE0 && to - from <= 16 && read_accents(folding, text, from, to, place))
        return;
    if (lead >= 0xEA && lead <= 0xED && read_syllables(text, from, to, place))
        return;
    read_piece(folding, text, from, to, place);
}
