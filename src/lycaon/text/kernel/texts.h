/* Texts as Python and Arrow hand them over, and results as numpy takes them back. */
#ifndef LYCAON_TEXTS_H
#define LYCAON_TEXTS_H

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "phrases.h"

/* Get a contiguous buffer whose first byte is aligned to `alignment`; false with an exception. */
bool get_aligned(PyObject *object, Py_buffer *view, size_t alignment);

/* The UTF-8 of a str. */
typedef struct {
    const uint8_t *bytes;
    size_t size;
    PyObject *owner; /* keeps the bytes alive; NULL when the string itself does */
} Utf8;

/* False with an exception. Whoever got it says Py_XDECREF(utf8.owner) in the end. */
bool get_utf8(PyObject *text, Utf8 *utf8);

/* A column of texts, as Arrow lays it out. */
typedef struct {
    Py_buffer validity, offsets, data;
    size_t first, count; /* rows of the buffers that belong to the array */
    bool is_large;       /* offsets of 64 bits */
} Column;

/* Take (validity or None, offsets or None, data or None, first row, rows, are offsets large). */
bool get_column(PyObject *arguments, Column *column);
void release_column(Column *column);

/* Why a pass over texts ended. */
typedef enum { DONE, NO_MEMORY, BAD_OFFSETS } Outcome;

/* What is done with each text; false when memory is exhausted. */
typedef bool Work(const void *with, const uint8_t *text, size_t size, uint32_t row, Scratch *scratch, Rows *rows);

/* Do the work for every text that is not null, without the GIL; the columns as bytes, or NULL with an
 * exception. */
PyObject *for_each_text(PyObject *arguments, Work *work, const void *with);

/* Turn rows into columns, one behind the other, or the outcome into an exception. Frees the rows. */
PyObject *hand_over(Rows *rows, Outcome outcome);

#endif
