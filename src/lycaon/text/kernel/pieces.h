/* Pieces of a text that are more than a word of ASCII, read into tokens. */
#ifndef LYCAON_PIECES_H
#define LYCAON_PIECES_H

#include "tokens.h"

/* Where reading stands: the next token to write, and how far the count of code points lags behind that of bytes. */
typedef struct {
    Token *next;
    size_t lag;
} Place;

/* Read the piece from..to. Zeros for sixteen bytes must stand behind the text, and ASCII behind the piece. */
void read_beyond_ascii(const Folding *folding, const uint8_t *text, size_t from, size_t to, Place *place);

#endif
