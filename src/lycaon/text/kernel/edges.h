/* Edges: where the pieces of a text begin and end, found in 64 bytes at once.
 *
 * A piece is a run of ASCII letters, digits, and bytes of anything beyond ASCII. What stands between two pieces is
 * ASCII that separates words, so no token reaches from one piece into another.
 */
#ifndef LYCAON_EDGES_H
#define LYCAON_EDGES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static const uint64_t EACH = 0x0101010101010101u; /* a byte times this: the byte in all eight places */
static const uint64_t TOPS = 0x8080808080808080u;

enum { BLOCK = 64, EDGES_AT_ONCE = 4 };

#ifdef __SSE2__
/* Every x86-64 has these. Twice as wide (AVX2) was tried: classifying is a fiftieth of reading, it gave nothing. */
static inline uint64_t pieces_in_16(const uint8_t *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)at), least = _mm_set1_epi8(-128);
    __m128i from_a = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i from_0 = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i letter = _mm_cmplt_epi8(_mm_add_epi8(from_a, least), _mm_set1_epi8(-128 + 26));
    __m128i digit = _mm_cmplt_epi8(_mm_add_epi8(from_0, least), _mm_set1_epi8(-128 + 10));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), bytes));
}

/* A bit for each of 64 bytes, set where it belongs to a piece. */
static inline uint64_t pieces_in(const uint8_t *at)
{
    return pieces_in_16(at) | pieces_in_16(at + 16) << 16 | pieces_in_16(at + 32) << 32 | pieces_in_16(at + 48) << 48;
}
#else
/* The top bit of each byte that lies between `least` and `most`, for bytes below 0x80. No sum reaches the next byte. */
static inline uint64_t within(uint64_t bytes, uint8_t least, uint8_t most)
{
    return (bytes + (0x80u - least) * EACH) & ~(bytes + (0x7Fu - most) * EACH) & TOPS;
}

static inline uint64_t pieces_in(const uint8_t *at)
{
    uint64_t pieces = 0;

    for (unsigned i = 0; i < BLOCK / 8; i++) {
        uint64_t bytes, low, tops;
        memcpy(&bytes, at + 8 * i, 8);
        low = bytes & ~TOPS;
        tops = (within(low | 0x20 * EACH, 'a', 'z') | within(low, '0', '9') | bytes) & TOPS;
        pieces |= ((tops >> 7) * 0x0102040810204080u >> 56) << 8 * i; /* the eight bits side by side */
    }
    return pieces;
}
#endif

/* Where the first four of the bits stand that are set in a byte: eight bytes of text seldom have more edges. */
typedef struct {
    uint32_t of[256][4];
} Places;

static inline void make_places(Places *places)
{
    for (unsigned byte = 0; byte < 256; byte++)
        for (unsigned left = byte, i = 0; i < 4; i++, left &= left - 1)
            places->of[byte][i] = left ? (uint32_t)__builtin_ctz(left) : 0;
}

/* A text of `size` bytes has at most this many edges; that many may be written. */
static inline size_t most_edges(size_t size)
{
    return size + 1 + EDGES_AT_ONCE;
}

/* How many bits are set in each byte. */
static inline uint64_t count_in_bytes(uint64_t bits)
{
    bits -= bits >> 1 & 0x55 * EACH;
    bits = (bits & 0x33 * EACH) + (bits >> 2 & 0x33 * EACH);
    return (bits + (bits >> 4)) & 0x0F * EACH;
}

/* Write where pieces begin and end, in turn; returns how many edges there are, an even number. Zeros for BLOCK bytes
 * must stand behind the text. Four edges are written for each eight bytes, of which most are not there: guessing wrong
 * how many there are costs more. */
static inline size_t find_edges(const Places *places, const uint8_t *text, size_t size, uint32_t *edges)
{
    uint32_t *next = edges;
    uint64_t before = 0; /* the last bit of the block before */

    for (size_t base = 0; base < size; base += BLOCK) {
        uint64_t pieces = pieces_in(text + base), turns = pieces ^ (pieces << 1 | before);
        uint64_t counts = count_in_bytes(turns), up_to = counts * EACH;
        before = pieces >> 63;
        if ((counts + (0x7F - EDGES_AT_ONCE) * EACH) & TOPS) { /* single letters, many of them: hardly ever */
            for (; turns; turns &= turns - 1)
                *next++ = (uint32_t)base + (uint32_t)__builtin_ctzll(turns);
            continue;
        }
        for (unsigned i = 0; i < 8; i++) {
            const uint32_t *four = places->of[turns >> 8 * i & 0xFF];
            uint32_t *at = next + (i ? up_to >> (8 * i - 8) & 0xFF : 0);
            uint32_t found[4]; /* apart, so that the compiler may take all four at once */
            for (unsigned j = 0; j < 4; j++)
                found[j] = (uint32_t)base + 8 * i + four[j];
            memcpy(at, found, sizeof found);
        }
        next += up_to >> 56;
    }
    if (before)
        *next++ = (uint32_t)size;
    return (size_t)(next - edges);
}

#endif
