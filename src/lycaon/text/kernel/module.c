/* The kernel as Python imports it: two types, Folding and Index, on the stable ABI.
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

    if (made && (!index || PyModule_AddType(made, folding) < 0 || PyModule_AddType(made, index) < 0))
        Py_CLEAR(made);
    Py_XDECREF((PyObject *)index); /* the module holds them now */
    Py_XDECREF((PyObject *)folding);
    return made;
}
