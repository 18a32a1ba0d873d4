/* Folding(table): tokens, keys and hashes of texts. */
#include "types.h"

#include <string.h>

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

    close_folding(&((FoldingObject *)object)->folding);
    PyBuffer_Release(&((FoldingObject *)object)->table);
    PyObject_Free(object);
    Py_DECREF(type);
}

static bool add_hashes(const void *folding, const uint8_t *text, size_t size, uint32_t row, Scratch *scratch,
                       Rows *rows)
{
    if (!make_room(scratch, size))
        return false;
    size_t count = tokenise(folding, &NO_FILTER, text, size, scratch);
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
    return for_each_text(arguments, add_hashes, &((FoldingObject *)object)->folding);
}

/* Surely no letter that composes with the one before it, nor one that is written otherwise when composed: what folds to
 * such letters alone is in NFC as it is. tests/text/test_face.py holds these ranges against the Unicode data. */
static inline bool stands_alone(uint32_t letter)
{
    return letter < 0x300 || (letter >= 0x400 && letter < 0x483) || (letter >= 0x5D0 && letter <= 0x5EA) ||
           (letter >= 0x621 && letter <= 0x64A) || (letter >= 0xE01 && letter <= 0xE4E) ||
           (letter >= 0x3041 && letter <= 0x3096) || (letter >= 0x30A1 && letter <= 0x30FA) ||
           (letter >= 0x4E00 && letter <= 0x9FFF);
}

/* The folded letters of some tokens, as a string, with one space between two tokens. `*composed`, where it is asked
 * for, tells whether they surely are in NFC. */
static PyObject *spell(const Folding *folding, const uint8_t *text, const Token *tokens, size_t number, bool *composed)
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
    if (composed) {
        *composed = true;
        for (size_t i = 0; i < count; i++)
            *composed &= stands_alone(letters[i]);
    }
    int little_endian = -1;
    PyObject *spelt = PyUnicode_DecodeUTF32((const char *)letters, (Py_ssize_t)(count * sizeof *letters), NULL,
                                            &little_endian);
    if (letters != few)
        free(letters);
    return spelt;
}

/* The letters of one token as Python has them: most tokens are ASCII, which folds byte by byte. */
static PyObject *word_of(const Folding *folding, const uint8_t *text, const Token *token, PyObject *compose)
{
    char few[64];
    size_t size = token->end_byte - token->first_byte;
    bool composed = false;

    if (size <= sizeof few) {
        uint8_t all = 0;
        for (size_t i = 0; i < size; i++) {
            uint8_t byte = text[token->first_byte + i];
            all |= byte;
            few[i] = (char)fold_ascii_byte(byte);
        }
        if (all < 0x80)
            return PyUnicode_FromStringAndSize(few, (Py_ssize_t)size);
    }
    PyObject *letters = spell(folding, text, token, 1, &composed);
    if (!letters || composed)
        return letters;
    PyObject *word = PyObject_CallFunctionObjArgs(compose, letters, NULL);
    Py_DECREF(letters);
    return word;
}

/* A new tuple (start, end, word) of the type Token; steals `word`. */
static PyObject *new_token(PyTypeObject *type, allocfunc allocate, const Token *token, PyObject *word)
{
    PyObject *made = allocate(type, 3);
    PyObject *start = made ? PyLong_FromUnsignedLong(token->start) : NULL;
    PyObject *end = start ? PyLong_FromUnsignedLong(token->end) : NULL;

    if (!end) {
        Py_XDECREF(start);
        Py_XDECREF(made);
        Py_DECREF(word);
        return NULL;
    }
    PyTuple_SetItem(made, 0, start); /* these cannot fail: the tuple is new and has three places */
    PyTuple_SetItem(made, 1, end);
    PyTuple_SetItem(made, 2, word);
    return made;
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
        size_t count = tokenise(folding, &NO_FILTER, utf8.bytes, utf8.size, &scratch);
        key = spell(folding, utf8.bytes, scratch.tokens, count, NULL);
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

static PyObject *folding_tokens(PyObject *object, PyObject *arguments)
{
    const Folding *folding = &((FoldingObject *)object)->folding;
    PyObject *text, *type, *compose, *list = NULL;
    Scratch scratch = {0};
    Utf8 utf8;

    if (!PyArg_ParseTuple(arguments, "OO!O", &text, &PyType_Type, &type, &compose))
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "tokens are tuples");
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc);
    if (!get_utf8(text, &utf8))
        return NULL;
    if (!make_room(&scratch, utf8.size)) {
        PyErr_NoMemory();
        goto done;
    }
    size_t count = tokenise(folding, &NO_FILTER, utf8.bytes, utf8.size, &scratch);
    list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        const Token *token = &scratch.tokens[i];
        PyObject *word = word_of(folding, utf8.bytes, token, compose);
        PyObject *item = word ? new_token((PyTypeObject *)type, allocate, token, word) : NULL;
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
    {"tokens", folding_tokens, METH_VARARGS,
     "tokens(text, kind, compose) -> list of kind(start, end, folded letters), composed by compose() where need be"},
    {"key", folding_key, METH_O, "key(phrase) -> folded tokens joined by spaces, 64-bit hashes as bytes"},
    {"hashes", folding_hashes, METH_O, "hashes(text) -> columns (0, hash, start, end) as bytes"},
    {"hashes_batch", folding_hashes_batch, METH_VARARGS,
     "hashes_batch(validity, offsets, data, first, rows, large) -> columns (row, hash, start, end) as bytes"},
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

PyTypeObject *make_folding_type(void)
{
    return (PyTypeObject *)PyType_FromSpec(&folding_spec);
}
