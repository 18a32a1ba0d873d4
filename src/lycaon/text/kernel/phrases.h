/* Phrases: a saved index, as lycaon/text/phrase_file.py lays it out, searched where it lies. */
#ifndef LYCAON_PHRASES_H
#define LYCAON_PHRASES_H

#include "rows.h"
#include "tokens.h"

typedef struct {
    uint64_t state;
    uint32_t record; /* 0: no phrase ends here; otherwise one more than its place, in words */
    uint32_t has_more;
} Slot;

typedef struct {
    const uint64_t *filter;
    const Slot *slots;
    const uint32_t *records;
    unsigned long long filter_bits, slot_bits;
    unsigned long long slot_count, record_bytes;
} Phrases;

/* Where things lie in the file: section starts in bytes, in the order of phrase_file.Layout. */
typedef struct {
    unsigned long long filter, slots, records, places;
} Sections;

/* Point `phrases`, whose numbers are already set, into the file; NULL, or what is wrong. */
const char *open_phrases(Phrases *phrases, const uint8_t *file, size_t size, Sections sections);

/* Append all hits in a text to `hits`, ordered by (start, end, phrase); false when memory is exhausted. */
bool find_phrases(const Phrases *phrases, const Folding *folding, const uint8_t *text, size_t size, uint32_t row,
                  Scratch *scratch, Rows *hits);

#endif
