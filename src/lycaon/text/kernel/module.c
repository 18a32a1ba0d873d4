/* The kernel as Python imports it: three types, Folding, Index and Traces, on the stable ABI.
 *
 * Everything clever is elsewhere. The types take arguments apart and let the GIL go; small results are lists of
 * tuples, those of batches the bytes of rows (four u32 each) for numpy to view.
 */
#include "types.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the files of Lycaon are little-endian and read as they lie; this machine uses the plain-Python twin"
#endif

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Folds, tokenises and finds phrases in one pass over UTF-8.", -1, NULL,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    PyObject *made = PyModule_Create(&module);
    PyTypeObject *folding = make_folding_type(), *index = folding ? make_index_type(folding) : NULL;
    PyTypeObject *traces = index ? make_traces_type() : NULL;

    if (made && (!traces || PyModule_AddType(made, folding) < 0 || PyModule_AddType(made, index) < 0 ||
                 PyModule_AddType(made, traces) < 0))
        Py_CLEAR(made);
    Py_XDECREF((PyObject *)traces); /* the module holds them now */
    Py_XDECREF((PyObject *)index);
    Py_XDECREF((PyObject *)folding);
    return made;
}
