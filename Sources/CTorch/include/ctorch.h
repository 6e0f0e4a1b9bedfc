// The libtorch calls that nc-bench uses, as plain C functions.
//
// libtorch takes a quarter of a second to start, so it is loaded when one of these functions is called for the first
// time. They are implemented in a library of its own, libTorchShim.so (Sources/CTorchShim), which lies beside the program and
// is linked with libtorch; here each is a function that passes its arguments on.
//
// Rules of this boundary:
// - Every function returns a `ct_status`: CT_SUCCESS (0), or another after storing a message for `ct_last_error()` on the
//   calling thread. No C++ exception leaves a function.
// - Results are written to `out`. A written `ct_tensor` or `ct_generator` is owned by the caller ("+1"), who ends it
//   with `ct_tensor_release` or `ct_generator_release`. Arguments are borrowed.
// - A handle is a struct of one pointer, so that Swift sees distinct types. A null `pointer` where the comment says
//   "optional" means "none".
#ifndef NCBENCH_CTORCH_H
#define NCBENCH_CTORCH_H

#include <stdbool.h>
#include <stdint.h>

typedef struct { void *pointer; } ct_tensor;
typedef struct { void *pointer; } ct_generator;

// A number that stays an integer where it is one, so that integer tensors keep their type.
typedef struct { double real; int64_t integer; bool is_integer; } ct_scalar;

typedef enum { CT_FLOAT32, CT_FLOAT64, CT_FLOAT16, CT_BFLOAT16, CT_INT64, CT_INT32, CT_UINT8, CT_BOOL } ct_dtype;

// CT_PRIVATE_USE is a device that a program registers with libtorch under this name (`privateuseone`).
typedef enum { CT_CPU, CT_CUDA, CT_PRIVATE_USE } ct_device_kind;
// `index` counts the devices of a kind; it is 0 for the CPU.
typedef struct { ct_device_kind kind; int32_t index; } ct_device;

typedef enum {
  CT_SUCCESS,
  CT_FAILURE,
  // A device, or the machine, has no memory left.
  CT_OUT_OF_MEMORY,
  // In deterministic mode: an operation, which the message names, has no deterministic implementation.
  CT_NOT_DETERMINISTIC,
  // libtorch cannot be loaded; `ct_load` says why.
  CT_NOT_LOADED
} ct_status;

// A function of tensors. `compute` writes owned results for borrowed inputs and returns null, or else an error of the
// caller's that `release` ends. It may be called on another thread, while the one that asked for gradients waits.
// `release` also ends `context`.
typedef struct {
  void *context;
  void *(*compute)(void *context, const ct_tensor *inputs, int32_t input_count, ct_tensor *outputs,
                   int32_t output_count);
  void (*release)(void *value);
} ct_recomputation;

typedef enum {
  CT_NEGATE, CT_EXP, CT_LOG, CT_SQRT, CT_ABS, CT_SIGMOID, CT_RELU, CT_TANH, CT_LOGICAL_NOT, CT_ISFINITE,
  CT_DETACH, CT_CONTIGUOUS, CT_CLONE, CT_LGAMMA, CT_DIGAMMA
} ct_unary_operation;

typedef enum {
  CT_ADD, CT_SUBTRACT, CT_MULTIPLY, CT_DIVIDE, CT_MAXIMUM, CT_MINIMUM, CT_EQUAL, CT_NOT_EQUAL, CT_LESS,
  CT_LESS_EQUAL, CT_GREATER, CT_GREATER_EQUAL, CT_LOGICAL_AND, CT_LOGICAL_OR
} ct_binary_operation;

typedef enum { CT_SUM, CT_MEAN, CT_MAX, CT_MIN, CT_LOGSUMEXP, CT_NORM, CT_ANY, CT_ALL } ct_reduction;

// How a window moves over rows (y) and columns (x): by how much, past what padding, and over which elements.
typedef struct { int64_t stride_y, stride_x, padding_y, padding_x, dilation_y, dilation_x; } ct_window;

typedef struct { double learning_rate, beta1, beta2, epsilon, weight_decay; } ct_adam_settings;
typedef struct { double learning_rate, momentum, weight_decay; } ct_sgd_settings;

// Copies to a device beside what it computes, on a stream of their own where the device has several.
typedef struct { void *pointer; } ct_transfer;

// ---- Loading ----------------------------------------------------------------------------------------------------
typedef enum {
  CT_LOADED,
  // libTorchShim.so is not beside the program.
  CT_SHIM_IS_MISSING,
  // The dynamic loader refuses it, or what it needs.
  CT_SHIM_IS_REFUSED,
  // It was built from other sources than this program.
  CT_SHIM_IS_DIFFERENT,
  // It was built with another version of libtorch than the one that it finds, which has to be the same: inline functions
  // and layouts of objects are compiled in.
  CT_TORCH_IS_DIFFERENT
} ct_loading;

// What became of loading libtorch.
typedef struct {
  ct_loading state;
  // libTorchShim.so, or where it should be.
  const char *file;
  // The words of the dynamic loader where it refuses the file.
  const char *problem;
  // Major, minor and patch version of the libtorch that the file was built with and of the one that is loaded; empty where
  // they are unknown.
  const char *built_version, *loaded_version;
} ct_library;

#ifdef __cplusplus
extern "C" {
#endif

// Loads libtorch unless that was tried before. Never null. Any function below does the same and, where it cannot be
// loaded, returns CT_NOT_LOADED, or else nothing, zero or an empty text.
const ct_library *ct_load(void);

// The functions: type, name, parameters, arguments, and what is returned without libtorch.
#define CT_CALL(name, parameters, arguments) CT_FUNCTION(int32_t, name, parameters, arguments, CT_NOT_LOADED)
#define CT_ACTION(name, parameters, arguments) CT_FUNCTION(void, name, parameters, arguments, )
#define CT_VALUE CT_FUNCTION

#ifdef NCBENCH_CTORCH_SHIM

#define CT_FUNCTION(type, name, parameters, arguments, otherwise) type name parameters;
#include "ctorch_functions.h"
#undef CT_FUNCTION
// The digest of the sources that the shim was built from.
uint64_t ct_shim_sources(void);

#else

#define CT_FUNCTION(type, name, parameters, arguments, otherwise) type(*name) parameters;
struct ct_functions {
#include "ctorch_functions.h"
};
#undef CT_FUNCTION

// Where the functions are, once `ct_is_loaded`.
extern struct ct_functions ct_functions;
extern bool ct_is_loaded;

static inline bool ct_ensure_loaded(void) {
  return __atomic_load_n(&ct_is_loaded, __ATOMIC_ACQUIRE) || ct_load()->state == CT_LOADED;
}

#define CT_FUNCTION(type, name, parameters, arguments, otherwise) \
  static inline type name parameters { \
    if (!ct_ensure_loaded()) return otherwise; \
    return ct_functions.name arguments; \
  }
#include "ctorch_functions.h"
#undef CT_FUNCTION

#endif

#ifdef __cplusplus
}
#endif
#endif
