/* Phrases: a saved index, as lycaon/text/phrase_file.py lays it out, searched where it lies. */
#ifndef LYCAON_PHRASES_H
#define LYCAON_PHRASES_H

#include "rows.h"
#include "tokens.h"

enum {
    SLOTS = 8,
    SPARE_BITS = 36, /* of a state, less those of its home, that nobody looks at */
    MOST_HOME_BITS = 36,
    BEHIND = 16, /* bytes of zeros behind the last record, so that as many may be read anywhere */
};

/* As many slots as one cache line holds. They are filled from the first on, so that a full one says: look further. */
typedef struct {
    uint32_t marks[SLOTS];
    uint32_t leads[SLOTS]; /* twice where the record is, in words, 0 for none; one more if phrases go on. 0: empty */
} Bucket;

typedef struct {
    Filter filter;
    const Bucket *buckets;
    const uint32_t *records;
    unsigned long long filter_bits, home_bits;
    unsigned long long bucket_count, record_bytes;
} Phrases;

/* Where things lie in the file: section starts in bytes, in the order of phrase_file.Layout. */
typedef struct {
    unsigned long long filter, buckets, records, places;
} Sections;

/* Point `phrases`, whose numbers are already set, into the file; NULL, or what is wrong. */
const char *open_phrases(Phrases *phrases, const uint8_t *file, size_t size, Sections sections);

/* Append all hits in a text to `hits`, ordered by (start, end, phrase); false when memory is exhausted. */
bool find_phrases(const Phrases *phrases, const Folding *folding, const uint8_t *text, size_t size, uint32_t row,
                  Scratch *scratch, Rows *hits);

#endif
