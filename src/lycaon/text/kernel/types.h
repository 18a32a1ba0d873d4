/* The types that Python sees. */
#ifndef LYCAON_TYPES_H
#define LYCAON_TYPES_H

#include "texts.h"

typedef struct {
    PyObject_HEAD
    Py_buffer table;
    Folding folding;
} FoldingObject;

/* Make the types; new references, NULL with an exception. An Index is made from a Folding, so that comes first. */
PyTypeObject *make_folding_type(void);
PyTypeObject *make_index_type(PyTypeObject *folding_type);
PyTypeObject *make_traces_type(void);

#endif
