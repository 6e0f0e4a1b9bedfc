// What is known of libtorch without loading it.
#ifndef NCBENCH_CTORCH_VERSION_H
#define NCBENCH_CTORCH_VERSION_H

// Major, minor and patch version of the libtorch that the program was built with, the only one that it loads.
const char *ct_built_version(void);

#endif
