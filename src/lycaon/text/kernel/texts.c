#include "texts.h"

#include <string.h>

bool get_aligned(PyObject *object, Py_buffer *view, size_t alignment)
{
    if (PyObject_GetBuffer(object, view, PyBUF_SIMPLE) < 0)
        return false;
    if (view->len && (uintptr_t)view->buf % alignment) {
        PyBuffer_Release(view);
        PyErr_Format(PyExc_ValueError, "the buffer must be aligned to %zu bytes", alignment);
        return false;
    }
    return true;
}

bool get_utf8(PyObject *text, Utf8 *utf8)
{
    Py_ssize_t size;
    char *copied;

    *utf8 = (Utf8){0};
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text must be a str");
        return false;
    }
    utf8->bytes = (const uint8_t *)PyUnicode_AsUTF8AndSize(text, &size);
    if (!utf8->bytes) { /* lone surrogates: they are separators, but they count */
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return false;
        PyErr_Clear();
        utf8->owner = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
        if (!utf8->owner || PyBytes_AsStringAndSize(utf8->owner, &copied, &size) < 0)
            return false;
        utf8->bytes = (const uint8_t *)copied;
    }
    if (size >= LONGEST_TEXT) {
        Py_CLEAR(utf8->owner);
        PyErr_SetString(PyExc_ValueError, "a text must be shorter than 2 GiB");
        return false;
    }
    utf8->size = (size_t)size;
    return true;
}

void release_column(Column *column)
{
    PyBuffer_Release(&column->validity);
    PyBuffer_Release(&column->offsets);
    PyBuffer_Release(&column->data);
}

static bool get_optional(PyObject *object, Py_buffer *view, size_t alignment)
{
    return object == Py_None || get_aligned(object, view, alignment);
}

bool get_column(PyObject *arguments, Column *column)
{
    PyObject *validity, *offsets, *data;
    Py_ssize_t first, count;
    int is_large;

    memset(column, 0, sizeof *column);
    if (!PyArg_ParseTuple(arguments, "OOOnnp", &validity, &offsets, &data, &first, &count, &is_large))
        return false;
    if (!get_optional(validity, &column->validity, 1) || !get_optional(data, &column->data, 1) ||
        !get_optional(offsets, &column->offsets, is_large ? 8 : 4)) {
        release_column(column);
        return false;
    }
    size_t width = is_large ? 8 : 4, last;
    bool fits = first >= 0 && count >= 0 && count < UINT32_MAX && first < PY_SSIZE_T_MAX - count;
    column->first = (size_t)first;
    column->count = (size_t)count;
    column->is_large = is_large != 0;
    last = column->first + column->count;
    if (fits && count > 0)
        fits = (size_t)column->offsets.len / width > last &&
               (!column->validity.obj || (size_t)column->validity.len > (last - 1) / 8);
    if (!fits) {
        release_column(column);
        PyErr_SetString(PyExc_ValueError, "the buffers are shorter than the array they belong to");
    }
    return fits;
}

static int64_t offset_at(const Column *column, size_t at)
{
    return column->is_large ? ((const int64_t *)column->offsets.buf)[at] : ((const int32_t *)column->offsets.buf)[at];
}

static bool is_null(const Column *column, size_t row)
{
    size_t at = column->first + row;
    return column->validity.obj && !(((const uint8_t *)column->validity.buf)[at / 8] >> at % 8 & 1);
}

/* Point at the text of a row; false if its offsets make no sense. */
static bool get_row(const Column *column, size_t row, const uint8_t **text, size_t *size)
{
    int64_t begin = offset_at(column, column->first + row), end = offset_at(column, column->first + row + 1);

    if (begin < 0 || end < begin || end > column->data.len || end - begin >= LONGEST_TEXT)
        return false;
    *size = (size_t)(end - begin);
    *text = *size ? (const uint8_t *)column->data.buf + begin : NULL;
    return true;
}

/* The rows column by column, so that nobody has to take them apart again. */
static PyObject *columns_of(const Rows *rows)
{
    size_t count = rows->count;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(Row)));
    if (!bytes)
        return NULL;
    uint32_t *column = (uint32_t *)(void *)PyBytes_AsString(bytes); /* nobody else has seen these bytes yet */

    Py_BEGIN_ALLOW_THREADS
    for (size_t i = 0; i < count; i++) {
        const Row *row = &rows->rows[i];
        column[i] = row->row;
        column[count + i] = row->what;
        column[2 * count + i] = row->start;
        column[3 * count + i] = row->end;
    }
    Py_END_ALLOW_THREADS
    return bytes;
}

PyObject *hand_over(Rows *rows, Outcome outcome)
{
    PyObject *bytes = NULL;

    if (outcome == NO_MEMORY)
        PyErr_NoMemory();
    else if (outcome == BAD_OFFSETS)
        PyErr_SetString(PyExc_ValueError, "an offset lies outside the data, or a text is longer than 2 GiB");
    else
        bytes = columns_of(rows);
    free(rows->rows);
    return bytes;
}

PyObject *for_each_text(PyObject *arguments, Work *work, const void *with)
{
    Scratch scratch = {0};
    Rows rows = {0};
    Outcome outcome = DONE;
    Column column;

    if (!get_column(arguments, &column))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    for (size_t row = 0; row < column.count && outcome == DONE; row++) {
        const uint8_t *text;
        size_t size;
        if (is_null(&column, row))
            continue;
        if (!get_row(&column, row, &text, &size))
            outcome = BAD_OFFSETS;
        else if (!work(with, text, size, (uint32_t)row, &scratch, &rows))
            outcome = NO_MEMORY;
    }
    free_scratch(&scratch);
    Py_END_ALLOW_THREADS
    release_column(&column);
    return hand_over(&rows, outcome);
}
