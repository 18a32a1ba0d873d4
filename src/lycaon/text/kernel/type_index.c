/* Index(folding, file, sizes, sections): the search of phrases. */
#include "types.h"

/* Below this many bytes letting the GIL go costs more than it gives. */
enum { WORTH_LETTING_GO = 1 << 15 };

typedef struct {
    PyObject_HEAD
    FoldingObject *folding;
    Py_buffer file;
    Phrases phrases;
} IndexObject;

static PyTypeObject *folding_type; /* borrowed; set once, when the module is made */

static bool open_index(IndexObject *self, PyObject *arguments)
{
    Phrases *phrases = &self->phrases;
    Sections sections;
    PyObject *folding, *file;

    unsigned long long phrase_count;
    if (!PyArg_ParseTuple(arguments, "O!O(KKKKK)(KKKK)", folding_type, &folding, &file, &phrases->filter_bits,
                          &phrases->home_bits, &phrases->bucket_count, &phrases->record_bytes, &phrase_count,
                          &sections.filter, &sections.buckets, &sections.records, &sections.places))
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

static bool add_hits(const void *index, const uint8_t *text, size_t size, uint32_t row, Scratch *scratch, Rows *hits)
{
    const IndexObject *self = index;

    return find_phrases(&self->phrases, &self->folding->folding, text, size, row, scratch, hits);
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
    PyThreadState *thread = NULL;
    Scratch scratch = {0};
    Rows hits = {0};
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    if (utf8.size >= WORTH_LETTING_GO)
        thread = PyEval_SaveThread();
    bool done = add_hits(object, utf8.bytes, utf8.size, 0, &scratch, &hits);
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
    return for_each_text(arguments, add_hits, object);
}

static PyMethodDef index_methods[] = {
    {"find", index_find, METH_O, "find(text) -> list of (phrase, start, end)"},
    {"find_batch", index_find_batch, METH_VARARGS,
     "find_batch(validity, offsets, data, first, rows, large) -> columns (row, phrase, start, end) as bytes"},
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

PyTypeObject *make_index_type(PyTypeObject *type_of_folding)
{
    folding_type = type_of_folding;
    return (PyTypeObject *)PyType_FromSpec(&index_spec);
}
