/* Rows of four numbers, growing: what a search returns. */
#ifndef LYCAON_ROWS_H
#define LYCAON_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
    uint32_t row, what, start, end; /* `what` is a phrase or a hash; offsets in code points */
} Row;

typedef struct {
    Row *rows;
    size_t count, room;
} Rows;

/* Append a row; false when memory is exhausted. Needs no GIL, so neither does whoever searches. */
static inline bool add_row(Rows *rows, Row row)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 256;
        Row *grown = room > SIZE_MAX / sizeof(Row) ? NULL : realloc(rows->rows, room * sizeof(Row));
        if (!grown)
            return false;
        rows->rows = grown;
        rows->room = room;
    }
    rows->rows[rows->count++] = row;
    return true;
}

#endif
