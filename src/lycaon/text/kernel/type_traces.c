/* Traces(table): which texts of a column may hide something. */
#include "types.h"

#include "traces.h"

typedef struct {
    PyObject_HEAD
    Py_buffer table;
    Signs signs;
} TracesObject;

static PyObject *traces_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    PyObject *table;

    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "O", &table))
        return NULL;
    TracesObject *self = (TracesObject *)PyType_GenericAlloc(type, 0);
    if (!self)
        return NULL;
    if (!get_aligned(table, &self->table, 2)) {
        Py_DECREF(self);
        return NULL;
    }
    if (!open_signs(&self->signs, self->table.buf, (size_t)self->table.len)) {
        PyErr_SetString(PyExc_ValueError, "table of signs: cut short, or a page lies outside");
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static void traces_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);

    PyBuffer_Release(&((TracesObject *)object)->table);
    PyObject_Free(object);
    Py_DECREF(type);
}

static bool add_traces(const void *with, const uint8_t *text, size_t size, uint32_t row, Scratch *scratch,
                       Rows *rows)
{
    (void)scratch;
    unsigned seen = traces_in(with, text, size);
    return !seen || add_row(rows, (Row){row, seen, 0, (uint32_t)size});
}

static PyObject *traces_find_batch(PyObject *object, PyObject *arguments)
{
    return for_each_text(arguments, add_traces, &((TracesObject *)object)->signs);
}

static PyObject *traces_find(PyObject *object, PyObject *text)
{
    Utf8 utf8;

    if (!get_utf8(text, &utf8))
        return NULL;
    unsigned seen = traces_in(&((TracesObject *)object)->signs, utf8.bytes, utf8.size);
    Py_XDECREF(utf8.owner);
    return PyLong_FromUnsignedLong(seen);
}

static PyMethodDef traces_methods[] = {
    {"find", traces_find, METH_O, "find(text) -> what was seen"},
    {"find_batch", traces_find_batch, METH_VARARGS,
     "find_batch(validity, offsets, data, first, rows, large) -> columns (row, traces, 0, bytes) as bytes"},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot traces_slots[] = {
    {Py_tp_new, traces_new},
    {Py_tp_dealloc, traces_dealloc},
    {Py_tp_methods, traces_methods},
    {Py_tp_doc, "Traces(table): what every code point is, opened and checked"},
    {0, NULL},
};
static PyType_Spec traces_spec = {
    "lycaon.text._kernel.Traces", sizeof(TracesObject), 0, Py_TPFLAGS_DEFAULT, traces_slots,
};

PyTypeObject *make_traces_type(void)
{
    return (PyTypeObject *)PyType_FromSpec(&traces_spec);
}
