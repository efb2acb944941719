// The settings of glibc's memory, which Swift's own Glibc leaves out.
#ifdef __linux__
#include <malloc.h>
#endif
