// OpenBLAS, loaded when it is first used: `--help` needs no matrix product, and linking it would put its `sgemm_` in the
// place of libtorch's.
#ifndef NCBENCH_OPENBLAS_H
#define NCBENCH_OPENBLAS_H

// The values of the C interface to BLAS.
enum { OB_ROW_MAJOR = 101, OB_NO_TRANSPOSE = 111, OB_TRANSPOSE = 112 };

// Loads OpenBLAS unless that was tried before. Null where it is loaded, else the words of the dynamic loader.
const char *ob_load(void);

// Once it is loaded: `cblas_sgemm`, c = alpha * a * b + beta * c, and `openblas_set_num_threads`.
void ob_sgemm(int order, int transpose_a, int transpose_b, int rows, int columns, int width, float alpha,
              const float *a, int a_stride, const float *b, int b_stride, float beta, float *c, int c_stride);
void ob_set_threads(int count);

#endif
