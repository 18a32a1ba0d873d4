/* The face of the kernel towards Python: two types, Folding and Index, on the stable ABI.
 *
 * Everything clever is elsewhere. In here arguments are taken apart, the GIL is let go, and results are handed
 * over: small ones as lists of tuples, those of batches as the bytes of rows (four u32 each) for numpy to view.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string.h>

#include "phrases.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the files of Lycaon are little-endian and read as they lie; this machine uses the plain-Python twin"
#endif

/* Below this many bytes letting the GIL go costs more than it gives. */
enum { WORTH_LETTING_GO = 1 << 15 };

/* ---- Buffers and texts -------------------------------------------------------------------------------- */

/* Get a contiguous buffer whose first byte is aligned to `alignment`. */
static bool get_aligned(PyObject *object, Py_buffer *view, size_t alignment)
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

typedef struct {
    const uint8_t *bytes;
    size_t size;
    PyObject *owner; /* keeps the bytes alive; NULL when the string itself does */
} Utf8;

static bool get_utf8(PyObject *text, Utf8 *utf8)
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

/* ---- A column of texts, as Arrow lays it out ----------------------------------------------------------- */

typedef struct {
    Py_buffer validity, offsets, data;
    size_t first, count; /* rows of the buffers that belong to the array */
    bool is_large;       /* offsets of 64 bits */
} Column;

static void release_column(Column *column)
{
    PyBuffer_Release(&column->validity);
    PyBuffer_Release(&column->offsets);
    PyBuffer_Release(&column->data);
}

static bool get_optional(PyObject *object, Py_buffer *view, size_t alignment)
{
    return object == Py_None || get_aligned(object, view, alignment);
}

/* Take (validity or None, offsets or None, data or None, first row, rows, are offsets large). */
static bool get_column(PyObject *arguments, Column *column)
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

/* Why a pass over texts ended. */
typedef enum { DONE, NO_MEMORY, BAD_OFFSETS } Outcome;

/* Turn rows into bytes, or the outcome into an exception. Frees the rows. */
static PyObject *hand_over(Rows *rows, Outcome outcome)
{
    PyObject *bytes = NULL;

    if (outcome == NO_MEMORY)
        PyErr_NoMemory();
    else if (outcome == BAD_OFFSETS)
        PyErr_SetString(PyExc_ValueError, "an offset lies outside the data, or a text is longer than 2 GiB");
    else
        bytes = PyBytes_FromStringAndSize((const char *)rows->rows, (Py_ssize_t)(rows->count * sizeof(Row)));
    free(rows->rows);
    return bytes;
}

/* ---- Folding ------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_buffer table;
    Folding folding;
} FoldingObject;

static PyObject *folding_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    PyObject *table;

    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "O", &table))
        return NULL;
    FoldingObject *self = (FoldingObject *)PyType_GenericAlloc(type, 0);
    if (!self)
        return NULL;
    if (!get_aligned(table, &self->table, 4)) {
        Py_DECREF(self);
        return NULL;
    }
    const char *wrong = open_folding(&self->folding, self->table.buf, (size_t)self->table.len);
    if (wrong) {
        PyErr_SetString(PyExc_ValueError, wrong);
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static void folding_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyBuffer_Release(&((FoldingObject *)object)->table);
    PyObject_Free(object);
    Py_DECREF(type);
}

static bool add_hashes(const Folding *folding, const uint8_t *text, size_t size, uint32_t row, Scratch *scratch,
                       Rows *rows)
{
    if (!make_room(scratch, size))
        return false;
    size_t count = tokenise(folding, text, size, scratch->tokens);
    for (size_t i = 0; i < count; i++) {
        const Token *token = &scratch->tokens[i];
        if (!add_row(rows, (Row){row, (uint32_t)(token->hash >> 32), token->start, token->end}))
            return false;
    }
    return true;
}

static PyObject *folding_hashes(PyObject *object, PyObject *text)
{
    const Folding *folding = &((FoldingObject *)object)->folding;
    Scratch scratch = {0};
    Rows rows = {0};
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    bool done = add_hashes(folding, utf8.bytes, utf8.size, 0, &scratch, &rows);
    free_scratch(&scratch);
    Py_XDECREF(utf8.owner);
    return hand_over(&rows, done ? DONE : NO_MEMORY);
}

static PyObject *folding_hashes_batch(PyObject *object, PyObject *arguments)
{
    const Folding *folding = &((FoldingObject *)object)->folding;
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
        else if (!add_hashes(folding, text, size, (uint32_t)row, &scratch, &rows))
            outcome = NO_MEMORY;
    }
    free_scratch(&scratch);
    Py_END_ALLOW_THREADS
    release_column(&column);
    return hand_over(&rows, outcome);
}

/* The folded letters of some tokens, as a string, with one space between two tokens. */
static PyObject *spell(const Folding *folding, const uint8_t *text, const Token *tokens, size_t number)
{
    uint32_t few[64], *letters = few;
    size_t count = 0, most = 0;

    for (size_t i = 0; i < number; i++)
        most += (size_t)(tokens[i].end_byte - tokens[i].first_byte) * MOST_LETTERS + 1;
    if (most > sizeof few / sizeof *few && !(letters = malloc(most * sizeof *letters)))
        return PyErr_NoMemory();
    for (size_t i = 0; i < number; i++) {
        const uint8_t *p = text + tokens[i].first_byte, *end = text + tokens[i].end_byte;
        if (i > 0)
            letters[count++] = ' ';
        while (p < end) {
            uint32_t code_point;
            p += decode(p, end, &code_point);
            uint32_t entry = entry_of(folding, code_point);
            if (keeps_letters(kind_of(entry)))
                count += letters_of(folding, entry, code_point, letters + count);
        }
    }
    int little_endian = -1;
    PyObject *spelt = PyUnicode_DecodeUTF32((const char *)letters, (Py_ssize_t)(count * sizeof *letters), NULL,
                                            &little_endian);
    if (letters != few)
        free(letters);
    return spelt;
}

/* What an index needs to know of a phrase: its key, and the whole hashes of its tokens. */
static PyObject *folding_key(PyObject *object, PyObject *text)
{
    const Folding *folding = &((FoldingObject *)object)->folding;
    PyObject *key = NULL, *hashes = NULL;
    Scratch scratch = {0};
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    if (make_room(&scratch, utf8.size)) {
        size_t count = tokenise(folding, utf8.bytes, utf8.size, scratch.tokens);
        key = spell(folding, utf8.bytes, scratch.tokens, count);
        hashes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * sizeof(uint64_t)));
        for (size_t i = 0; hashes && i < count; i++)
            memcpy(PyBytes_AsString(hashes) + i * sizeof(uint64_t), &scratch.tokens[i].hash, sizeof(uint64_t));
    } else {
        PyErr_NoMemory();
    }
    free_scratch(&scratch);
    Py_XDECREF(utf8.owner);
    if (key && hashes)
        return Py_BuildValue("(NN)", key, hashes);
    Py_XDECREF(key);
    Py_XDECREF(hashes);
    return NULL;
}

static PyObject *folding_tokens(PyObject *object, PyObject *text)
{
    const Folding *folding = &((FoldingObject *)object)->folding;
    PyObject *list = NULL;
    Scratch scratch = {0};
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    if (!make_room(&scratch, utf8.size)) {
        PyErr_NoMemory();
        goto done;
    }
    size_t count = tokenise(folding, utf8.bytes, utf8.size, scratch.tokens);
    list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        const Token *token = &scratch.tokens[i];
        PyObject *letters = spell(folding, utf8.bytes, token, 1);
        PyObject *item = letters ? Py_BuildValue("(IIN)", token->start, token->end, letters) : NULL;
        if (item)
            PyList_SetItem(list, (Py_ssize_t)i, item);
        else
            Py_CLEAR(list);
    }
done:
    free_scratch(&scratch);
    Py_XDECREF(utf8.owner);
    return list;
}

static PyMethodDef folding_methods[] = {
    {"tokens", folding_tokens, METH_O, "tokens(text) -> list of (start, end, folded letters, decomposed)"},
    {"key", folding_key, METH_O, "key(phrase) -> folded tokens joined by spaces, 64-bit hashes as bytes"},
    {"hashes", folding_hashes, METH_O, "hashes(text) -> rows (0, hash, start, end) as bytes"},
    {"hashes_batch", folding_hashes_batch, METH_VARARGS,
     "hashes_batch(validity, offsets, data, first, rows, large) -> rows (row, hash, start, end) as bytes"},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot folding_slots[] = {
    {Py_tp_new, folding_new},
    {Py_tp_dealloc, folding_dealloc},
    {Py_tp_methods, folding_methods},
    {Py_tp_doc, "Folding(table): the folding table, opened and checked"},
    {0, NULL},
};
static PyType_Spec folding_spec = {
    "lycaon.text._kernel.Folding", sizeof(FoldingObject), 0, Py_TPFLAGS_DEFAULT, folding_slots,
};

/* ---- Index --------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    FoldingObject *folding;
    Py_buffer file;
    Phrases phrases;
} IndexObject;

static PyTypeObject *folding_type; /* set once, when the module is made */

static bool open_index(IndexObject *self, PyObject *arguments)
{
    Phrases *phrases = &self->phrases;
    Sections sections;
    PyObject *folding, *file;

    if (!PyArg_ParseTuple(arguments, "O!O(KKKKKKK)(KKKKKK)", folding_type, &folding, &file, &phrases->filter_bits,
                          &phrases->slot_bits, &phrases->slot_count, &phrases->group_count,
                          &phrases->member_count, &phrases->phrase_count, &phrases->text_size, &sections.filter,
                          &sections.slots, &sections.groups, &sections.members, &sections.places,
                          &sections.text))
        return false;
    Py_INCREF(folding);
    self->folding = (FoldingObject *)folding;
    if (!get_aligned(file, &self->file, 8))
        return false;
    const char *wrong = open_phrases(phrases, self->file.buf, (size_t)self->file.len, sections);
    if (wrong)
        PyErr_SetString(PyExc_ValueError, wrong);
    return !wrong;
}

static PyObject *index_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    (void)keywords;
    IndexObject *self = (IndexObject *)PyType_GenericAlloc(type, 0);
    if (self && !open_index(self, arguments))
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void index_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    IndexObject *self = (IndexObject *)object;

    PyBuffer_Release(&self->file);
    Py_XDECREF((PyObject *)self->folding);
    PyObject_Free(object);
    Py_DECREF(type);
}

static PyObject *hit_list(const Rows *hits)
{
    PyObject *list = PyList_New((Py_ssize_t)hits->count);

    for (size_t i = 0; list && i < hits->count; i++) {
        const Row *hit = &hits->rows[i];
        PyObject *item = Py_BuildValue("(III)", hit->what, hit->start, hit->end);
        if (item)
            PyList_SetItem(list, (Py_ssize_t)i, item);
        else
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *index_find(PyObject *object, PyObject *text)
{
    const IndexObject *self = (const IndexObject *)object;
    PyThreadState *thread = NULL;
    Scratch scratch = {0};
    Rows hits = {0};
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    if (utf8.size >= WORTH_LETTING_GO)
        thread = PyEval_SaveThread();
    bool done =
        find_phrases(&self->phrases, &self->folding->folding, utf8.bytes, utf8.size, 0, &scratch, &hits);
    if (thread)
        PyEval_RestoreThread(thread);
    PyObject *list = done ? hit_list(&hits) : PyErr_NoMemory();
    free_scratch(&scratch);
    free(hits.rows);
    Py_XDECREF(utf8.owner);
    return list;
}

static PyObject *index_find_batch(PyObject *object, PyObject *arguments)
{
    const IndexObject *self = (const IndexObject *)object;
    const Folding *folding = &self->folding->folding;
    Scratch scratch = {0};
    Rows hits = {0};
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
        else if (!find_phrases(&self->phrases, folding, text, size, (uint32_t)row, &scratch, &hits))
            outcome = NO_MEMORY;
    }
    free_scratch(&scratch);
    Py_END_ALLOW_THREADS
    release_column(&column);
    return hand_over(&hits, outcome);
}

static PyMethodDef index_methods[] = {
    {"find", index_find, METH_O, "find(text) -> list of (phrase, start, end)"},
    {"find_batch", index_find_batch, METH_VARARGS,
     "find_batch(validity, offsets, data, first, rows, large) -> rows (row, phrase, start, end) as bytes"},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot index_slots[] = {
    {Py_tp_new, index_new},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_methods, index_methods},
    {Py_tp_doc, "Index(folding, file, sizes, sections): a saved phrase index, searched where it lies"},
    {0, NULL},
};
static PyType_Spec index_spec = {
    "lycaon.text._kernel.Index", sizeof(IndexObject), 0, Py_TPFLAGS_DEFAULT, index_slots,
};

/* ---- The module ---------------------------------------------------------------------------------------- */

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Folds, tokenises and finds phrases in one pass over UTF-8.", -1, NULL,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *made = PyModule_Create(&module), *index = NULL;

    folding_type = (PyTypeObject *)PyType_FromSpec(&folding_spec);
    index = PyType_FromSpec(&index_spec);
    if (!made || !folding_type || !index || PyModule_AddObjectRef(made, "Folding", (PyObject *)folding_type) < 0 ||
        PyModule_AddObjectRef(made, "Index", index) < 0)
        Py_CLEAR(made);
    Py_XDECREF(index);
    return made;
}
