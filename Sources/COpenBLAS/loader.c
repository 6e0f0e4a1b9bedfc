#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "openblas.h"

static char problem[1024];
static void (*sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
static void (*set_threads)(int);

static void load(void) {
  // The name that OpenBLAS gives the build with integers of 32 bits. Only for itself, so that nothing else calls it.
  void *const openblas = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (openblas != NULL) {
    *(void **)&sgemm = dlsym(openblas, "cblas_sgemm");
    *(void **)&set_threads = dlsym(openblas, "openblas_set_num_threads");
  }
  if (sgemm != NULL && set_threads != NULL) return;
  const char *const message = dlerror();
  snprintf(problem, sizeof problem, "%s", message == NULL ? "unknown error" : message);
}

const char *ob_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return problem[0] == 0 ? NULL : problem;
}

void ob_sgemm(int order, int transpose_a, int transpose_b, int rows, int columns, int width, float alpha,
              const float *a, int a_stride, const float *b, int b_stride, float beta, float *c, int c_stride) {
  sgemm(order, transpose_a, transpose_b, rows, columns, width, alpha, a, a_stride, b, b_stride, beta, c, c_stride);
}

void ob_set_threads(int count) { set_threads(count); }
