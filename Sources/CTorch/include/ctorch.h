// The libtorch calls that nc-bench uses, as plain C functions.
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

#ifdef __cplusplus
extern "C" {
#endif

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
  CT_NOT_DETERMINISTIC
} ct_status;

// ---- Library ----------------------------------------------------------------------------------------------------
// The message of the last failure on this thread; valid until the next call. Never null.
const char *ct_last_error(void);
// Major, minor and patch version of the libtorch that this was compiled against, and of the one that is loaded, which has
// to be the same: inline functions and layouts of objects are compiled in.
const char *ct_version(void);
const char *ct_loaded_version(void);
// The instructions that libtorch's own CPU kernels use on this machine, such as `AVX2`. Never null.
const char *ct_cpu_capability(void);
int32_t ct_set_threads(int32_t count);
// The file of the library whose `sgemm_` this process uses, libtorch's own products included; empty if unknown.
const char *ct_matrix_library(void);

// ---- Devices ----------------------------------------------------------------------------------------------------
// The name that the driver gives a CUDA device, cut to `size` bytes with the final 0; empty where it is unknown.
int32_t ct_device_name(ct_device device, char *buffer, int32_t size);
// The number of CUDA devices that can be used. Loads libtorch_cuda from beside libtorch_cpu if it is there.
int32_t ct_cuda_device_count(int32_t *out);
// Where libtorch_cuda is looked for, and whether it is there; loads nothing.
const char *ct_cuda_library(bool *out_exists);
// Whether libtorch_cuda could be loaded.
bool ct_cuda_is_loaded(void);
// Why no CUDA device can be used, in the words of the dynamic loader or of libtorch; empty where that is unknown and where
// there is no libtorch_cuda.
const char *ct_cuda_problem(void);
// The CUDA version that libtorch was built for, such as `13.0`; empty for one without CUDA.
const char *ct_cuda_version(void);
// The newest CUDA version that the driver knows, 1000 * major + 10 * minor; 0 without a driver.
int32_t ct_driver_cuda_version(void);
// The most bytes that tensors had at any time on a device with libtorch's caching allocator; -1 for other devices.
int32_t ct_peak_memory(ct_device device, int64_t *out);

// Makes operations without a deterministic implementation fail instead of drifting. To be called before a device is used.
int32_t ct_set_deterministic(bool deterministic);
int32_t ct_deterministic(bool *out);
// Whether cuBLAS and cuDNN may round the factors of single-precision products to 10 bits (TF32).
int32_t ct_set_tf32(bool allowed);
int32_t ct_tf32(bool *out_products, bool *out_convolutions);

// ---- Handles ----------------------------------------------------------------------------------------------------
void ct_tensor_release(ct_tensor tensor);
// Another owned handle of a borrowed tensor.
ct_tensor ct_tensor_retained(ct_tensor tensor);
void ct_generator_release(ct_generator generator);
int32_t ct_generator_create(uint64_t seed, ct_generator *out);

// ---- Creation ---------------------------------------------------------------------------------------------------
// Copies `byte_count` bytes of row-major data. The size is checked against the shape.
int32_t ct_from_data(const void *data, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype,
                     ct_tensor *out);
int32_t ct_full(const int64_t *shape, int32_t rank, ct_scalar value, ct_dtype dtype, ct_device device, ct_tensor *out);
// Uninitialised, on the CPU.
int32_t ct_empty(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_tensor *out);
int32_t ct_arange(int64_t end, ct_device device, ct_tensor *out);
// Standard normal float32 numbers on the CPU.
int32_t ct_randn(const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out);
// Uniform float32 numbers in [0, 1) on the CPU.
int32_t ct_rand(const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out);

// ---- Inspection -------------------------------------------------------------------------------------------------
int32_t ct_rank(ct_tensor x, int32_t *out);
int32_t ct_size(ct_tensor x, int32_t dimension, int64_t *out);
int32_t ct_dtype_of(ct_tensor x, ct_dtype *out);
int32_t ct_device_of(ct_tensor x, ct_device *out);
// The memory of a contiguous tensor on the CPU, valid as long as the tensor.
int32_t ct_memory(ct_tensor x, void **out, int64_t *out_byte_count);
// Copies the elements, row-major and converted to `dtype`, to `data` of `byte_count` bytes.
int32_t ct_copy_to_host(ct_tensor x, ct_dtype dtype, void *data, int64_t byte_count);

// ---- Element-wise -----------------------------------------------------------------------------------------------
typedef enum {
  CT_NEGATE, CT_EXP, CT_LOG, CT_SQRT, CT_ABS, CT_SIGMOID, CT_RELU, CT_TANH, CT_LOGICAL_NOT, CT_ISFINITE,
  CT_DETACH, CT_CONTIGUOUS, CT_CLONE, CT_LGAMMA, CT_DIGAMMA
} ct_unary_operation;
int32_t ct_unary(ct_unary_operation operation, ct_tensor x, ct_tensor *out);

typedef enum {
  CT_ADD, CT_SUBTRACT, CT_MULTIPLY, CT_DIVIDE, CT_MAXIMUM, CT_MINIMUM, CT_EQUAL, CT_NOT_EQUAL, CT_LESS,
  CT_LESS_EQUAL, CT_GREATER, CT_GREATER_EQUAL, CT_LOGICAL_AND, CT_LOGICAL_OR
} ct_binary_operation;
int32_t ct_binary(ct_binary_operation operation, ct_tensor left, ct_tensor right, ct_tensor *out);
int32_t ct_binary_scalar(ct_binary_operation operation, ct_tensor left, ct_scalar right, ct_tensor *out);
// Either bound may be infinite.
int32_t ct_clamp(ct_tensor x, double minimum, double maximum, ct_tensor *out);
int32_t ct_where(ct_tensor condition, ct_tensor yes, ct_tensor no, ct_tensor *out);
int32_t ct_masked_fill(ct_tensor x, ct_tensor mask, ct_scalar value, ct_tensor *out);
int32_t ct_to(ct_tensor x, ct_dtype dtype, ct_device device, ct_tensor *out);

// ---- Reductions -------------------------------------------------------------------------------------------------
typedef enum { CT_SUM, CT_MEAN, CT_MAX, CT_MIN, CT_LOGSUMEXP, CT_NORM, CT_ANY, CT_ALL } ct_reduction;
// Over `dimensions`; over all where `dimension_count` is 0. CT_ANY and CT_ALL take one dimension or all.
int32_t ct_reduce(ct_reduction reduction, ct_tensor x, const int64_t *dimensions, int32_t dimension_count,
                  bool keep_dimensions, ct_tensor *out);
int32_t ct_argmax(ct_tensor x, int64_t dimension, ct_tensor *out);
int32_t ct_softmax(ct_tensor x, int64_t dimension, ct_tensor *out);
int32_t ct_log_softmax(ct_tensor x, int64_t dimension, ct_tensor *out);
int32_t ct_topk(ct_tensor x, int64_t count, int64_t dimension, ct_tensor *out_values, ct_tensor *out_indices);

// ---- Shape and selection ----------------------------------------------------------------------------------------
int32_t ct_reshape(ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out);
int32_t ct_expand(ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out);
int32_t ct_permute(ct_tensor x, const int64_t *order, int32_t rank, ct_tensor *out);
int32_t ct_transpose(ct_tensor x, int64_t first, int64_t second, ct_tensor *out);
int32_t ct_unsqueeze(ct_tensor x, int64_t dimension, ct_tensor *out);
int32_t ct_squeeze(ct_tensor x, int64_t dimension, ct_tensor *out);
int32_t ct_narrow(ct_tensor x, int64_t dimension, int64_t start, int64_t length, ct_tensor *out);
int32_t ct_select(ct_tensor x, int64_t dimension, int64_t index, ct_tensor *out);
int32_t ct_diagonal(ct_tensor x, ct_tensor *out);
int32_t ct_index_select(ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out);
int32_t ct_gather(ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out);
// A view of the same memory with other strides, counted in elements; libtorch checks that it stays inside.
int32_t ct_as_strided(ct_tensor x, const int64_t *shape, const int64_t *strides, int32_t rank, ct_tensor *out);
int32_t ct_concatenate(const ct_tensor *tensors, int32_t count, int64_t dimension, ct_tensor *out);

// ---- Network ----------------------------------------------------------------------------------------------------
int32_t ct_matmul(ct_tensor left, ct_tensor right, ct_tensor *out);
// `bias` is optional.
int32_t ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor *out);
int32_t ct_embedding(ct_tensor weight, ct_tensor ids, ct_tensor *out);
int32_t ct_conv2d(ct_tensor x, ct_tensor weight, int64_t stride_y, int64_t stride_x, ct_tensor *out);
// CLIP's x * sigmoid(1.702 x).
int32_t ct_quick_gelu(ct_tensor x, ct_tensor *out);
// x * Phi(x), with the error function.
int32_t ct_gelu(ct_tensor x, ct_tensor *out);
// Over the last dimension.
int32_t ct_layer_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon, ct_tensor *out);
// Updates the running statistics in place when `training`.
int32_t ct_batch_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor running_mean, ct_tensor running_var,
                      bool training, double momentum, double epsilon, ct_tensor *out);
// `mask` is optional: added to the scores, or boolean where true means "attend".
int32_t ct_attention(ct_tensor query, ct_tensor key, ct_tensor value, ct_tensor mask, bool causal, ct_tensor *out);
// Mean over the labels that are not `ignored_label`.
int32_t ct_cross_entropy(ct_tensor logits, ct_tensor labels, int64_t ignored_label, ct_tensor *out);
// `[batch, channels, height, width]`, without corner alignment.
int32_t ct_resize_bilinear(ct_tensor x, int64_t height, int64_t width, ct_tensor *out);

// ---- Gradients --------------------------------------------------------------------------------------------------
bool ct_gradients_enabled(void);
void ct_set_gradients_enabled(bool enabled);
int32_t ct_set_requires_gradient(ct_tensor x, bool required);
int32_t ct_requires_gradient(ct_tensor x, bool *out);
int32_t ct_backward(ct_tensor loss);
// `out->pointer` is null where there is no gradient.
int32_t ct_gradient(ct_tensor x, ct_tensor *out);
int32_t ct_clear_gradient(ct_tensor x);

// ---- Recomputation ----------------------------------------------------------------------------------------------
// A function of tensors. `compute` writes owned results for borrowed inputs and returns null, or else an error of the
// caller's that `release` ends. It may be called on another thread, while the one that asked for gradients waits.
// `release` also ends `context`.
typedef struct {
  void *context;
  void *(*compute)(void *context, const ct_tensor *inputs, int32_t input_count, ct_tensor *outputs,
                   int32_t output_count);
  void (*release)(void *value);
} ct_recomputation;
// Takes `outputs`, which `computation` made of `inputs` without recording gradients, and writes as many tensors with
// the same values whose gradients come from doing it again. All are recorded as depending on trained weights. Owns the
// context, also where it fails.
int32_t ct_recomputed(ct_recomputation computation, const ct_tensor *inputs, int32_t input_count,
                      const ct_tensor *outputs, int32_t output_count, ct_tensor *out);
// The error of a computation that made a call on this thread fail, valid until it is forgotten; null for none.
const void *ct_last_caller_error(void);
void ct_forget_caller_error(void);

// ---- In place ---------------------------------------------------------------------------------------------------
// Without recording a gradient.
int32_t ct_copy_in_place(ct_tensor target, ct_tensor source);
// target += factor * (source - target)
int32_t ct_lerp_in_place(ct_tensor target, ct_tensor source, double factor);
// target = target * factor + offset
int32_t ct_scale_in_place(ct_tensor target, double factor, double offset);
int32_t ct_add_scalar_in_place(ct_tensor target, ct_scalar value);

// ---- Optimiser --------------------------------------------------------------------------------------------------
typedef struct { double learning_rate, beta1, beta2, epsilon, weight_decay; } ct_adam_settings;
// One step of Adam with L2 weight decay over `count` parameters of one type, fused. Parameters without a gradient stay as
// they are, as in PyTorch. `steps` are float32 scalars that count the updates of each parameter. `overflow` is optional: a
// float32 scalar; where it is 1, nothing changes, and the host does not wait to learn it.
int32_t ct_adam_step(const ct_tensor *parameters, const ct_tensor *first_moments, const ct_tensor *second_moments,
                     const ct_tensor *steps, int32_t count, ct_adam_settings settings, ct_tensor overflow);
// The same as one operation after the other, each rounded to the parameter's type, as torch.optim.Adam computes it.
// `steps` are on the CPU. Adds the weight decay to the gradients in place.
int32_t ct_adam_step_unfused(const ct_tensor *parameters, const ct_tensor *first_moments,
                             const ct_tensor *second_moments, const ct_tensor *steps, int32_t count,
                             ct_adam_settings settings);
// Divides the gradients of parameters by `scale`; `overflow` becomes 1 where one of them is not finite.
int32_t ct_unscale_gradients(const ct_tensor *parameters, int32_t count, ct_tensor scale, ct_tensor overflow);
// Halves `scale` where `overflow` is 1, and doubles it after 2000 steps in a row without; `good_steps` is an int32 scalar.
int32_t ct_update_loss_scale(ct_tensor scale, ct_tensor good_steps, ct_tensor overflow);

// ---- Feeding a device -------------------------------------------------------------------------------------------
// Uninitialised, on the CPU, to be copied to `device`: pinned where the device is CUDA, so that the copy needs no host.
int32_t ct_empty_for_transfer(const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device device, ct_tensor *out);
// Copies to a device beside what it computes, on a stream of their own where the device has several.
typedef struct { void *pointer; } ct_transfer;
int32_t ct_transfer_create(ct_device device, ct_transfer *out);
// Begins the copy of a tensor on the CPU. The copy holds nothing before `ct_transfer_finish`.
int32_t ct_transfer_add(ct_transfer transfer, ct_tensor x, ct_tensor *out);
// Lets what the device is told from now on wait for the copies; the host does not wait.
int32_t ct_transfer_finish(ct_transfer transfer);
void ct_transfer_release(ct_transfer transfer);
// `(x / 255 - mean) / deviation` of bytes `[batch, 3, height, width]`, float32, each operation rounded by itself, then
// `mean` where both `rows` `[batch, height]` and `columns` `[batch, width]`, bool and optional, are true.
// `mean`, `deviation` (`[3, 1, 1]`) and `full` (255) are on the device of `x`.
int32_t ct_normalize_bytes(ct_tensor x, ct_tensor full, ct_tensor mean, ct_tensor deviation, ct_tensor rows,
                           ct_tensor columns, ct_tensor *out);

#ifdef __cplusplus
}
#endif
#endif
