// The functions of ctorch.h, each once. That header includes this file several times and says each time what a line means.
//
//   CT_CALL(name, parameters, arguments)                     returns a `ct_status`
//   CT_ACTION(name, parameters, arguments)                   returns nothing
//   CT_VALUE(type, name, parameters, arguments, otherwise)   returns `otherwise` where there is no libtorch

// ---- Library ----------------------------------------------------------------------------------------------------
// The message of the last failure on this thread; valid until the next call. Never null.
CT_VALUE(const char *, ct_last_error, (void), (), "")
// The version of libtorch that this was compiled against, and of the one that is loaded.
CT_VALUE(const char *, ct_version, (void), (), "")
CT_VALUE(const char *, ct_loaded_version, (void), (), "")
// The instructions that libtorch's own CPU kernels use on this machine, such as `AVX2`. Never null.
CT_VALUE(const char *, ct_cpu_capability, (void), (), "")
// Calls `body`, which may throw what libtorch throws: for tests of what becomes of it.
CT_CALL(ct_attempt, (void (*body)(const void *context), const void *context), (body, context))
CT_CALL(ct_set_threads, (int32_t count), (count))
// The file of the library whose `sgemm_` this process uses, libtorch's own products included; empty if unknown.
CT_VALUE(const char *, ct_matrix_library, (void), (), "")

// ---- Devices ----------------------------------------------------------------------------------------------------
// The name that the driver gives a CUDA device, cut to `size` bytes with the final 0; empty where it is unknown.
CT_CALL(ct_device_name, (ct_device device, char *buffer, int32_t size), (device, buffer, size))
// The number of CUDA devices that can be used. Loads libtorch_cuda from beside libtorch_cpu if it is there.
CT_CALL(ct_cuda_device_count, (int32_t *out), (out))
// Where libtorch_cuda is looked for, and whether it is there; loads nothing.
CT_VALUE(const char *, ct_cuda_library, (bool *out_exists), (out_exists), "")
// Whether libtorch_cuda could be loaded.
CT_VALUE(bool, ct_cuda_is_loaded, (void), (), false)
// Why no CUDA device can be used, in the words of the dynamic loader or of libtorch; empty where that is unknown and where
// there is no libtorch_cuda.
CT_VALUE(const char *, ct_cuda_problem, (void), (), "")
// The CUDA version that libtorch was built for, such as `13.0`; empty for one without CUDA.
CT_VALUE(const char *, ct_cuda_version, (void), (), "")
// The newest CUDA version that the driver knows, 1000 * major + 10 * minor; 0 without a driver.
CT_VALUE(int32_t, ct_driver_cuda_version, (void), (), 0)
// The most bytes that tensors had at any time on a device with libtorch's caching allocator; -1 for other devices.
CT_CALL(ct_peak_memory, (ct_device device, int64_t *out), (device, out))

// Makes operations without a deterministic implementation fail instead of drifting. To be called before a device is used.
CT_CALL(ct_set_deterministic, (bool deterministic), (deterministic))
CT_CALL(ct_deterministic, (bool *out), (out))
// Whether cuBLAS and cuDNN may round the factors of single-precision products to 10 bits (TF32).
CT_CALL(ct_set_tf32, (bool allowed), (allowed))
CT_CALL(ct_tf32, (bool *out_products, bool *out_convolutions), (out_products, out_convolutions))

// ---- Handles ----------------------------------------------------------------------------------------------------
CT_ACTION(ct_tensor_release, (ct_tensor tensor), (tensor))
// Another owned handle of a borrowed tensor.
CT_VALUE(ct_tensor, ct_tensor_retained, (ct_tensor tensor), (tensor), tensor)
CT_ACTION(ct_generator_release, (ct_generator generator), (generator))
CT_CALL(ct_generator_create, (uint64_t seed, ct_generator *out), (seed, out))

// ---- Creation ---------------------------------------------------------------------------------------------------
// Copies `byte_count` bytes of row-major data. The size is checked against the shape.
CT_CALL(ct_from_data, (const void *data, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype,
        ct_tensor *out),
        (data, byte_count, shape, rank, dtype, out))
CT_CALL(ct_full, (const int64_t *shape, int32_t rank, ct_scalar value, ct_dtype dtype, ct_device device,
        ct_tensor *out),
        (shape, rank, value, dtype, device, out))
// Uninitialised, on the CPU.
CT_CALL(ct_empty, (const int64_t *shape, int32_t rank, ct_dtype dtype, ct_tensor *out), (shape, rank, dtype, out))
CT_CALL(ct_arange, (int64_t end, ct_device device, ct_tensor *out), (end, device, out))
// Standard normal float32 numbers on the CPU.
CT_CALL(ct_randn, (const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out),
        (shape, rank, generator, out))
// Uniform float32 numbers in [0, 1) on the CPU.
CT_CALL(ct_rand, (const int64_t *shape, int32_t rank, ct_generator generator, ct_tensor *out),
        (shape, rank, generator, out))

// ---- Inspection -------------------------------------------------------------------------------------------------
CT_CALL(ct_rank, (ct_tensor x, int32_t *out), (x, out))
CT_CALL(ct_size, (ct_tensor x, int32_t dimension, int64_t *out), (x, dimension, out))
CT_CALL(ct_dtype_of, (ct_tensor x, ct_dtype *out), (x, out))
CT_CALL(ct_device_of, (ct_tensor x, ct_device *out), (x, out))
// The memory of a contiguous tensor on the CPU, valid as long as the tensor.
CT_CALL(ct_memory, (ct_tensor x, void **out, int64_t *out_byte_count), (x, out, out_byte_count))
// Copies the elements, row-major and converted to `dtype`, to `data` of `byte_count` bytes.
CT_CALL(ct_copy_to_host, (ct_tensor x, ct_dtype dtype, void *data, int64_t byte_count), (x, dtype, data, byte_count))

// ---- Element-wise -----------------------------------------------------------------------------------------------
CT_CALL(ct_unary, (ct_unary_operation operation, ct_tensor x, ct_tensor *out), (operation, x, out))

CT_CALL(ct_binary, (ct_binary_operation operation, ct_tensor left, ct_tensor right, ct_tensor *out),
        (operation, left, right, out))
CT_CALL(ct_binary_scalar, (ct_binary_operation operation, ct_tensor left, ct_scalar right, ct_tensor *out),
        (operation, left, right, out))
// Either bound may be infinite.
CT_CALL(ct_clamp, (ct_tensor x, double minimum, double maximum, ct_tensor *out), (x, minimum, maximum, out))
CT_CALL(ct_where, (ct_tensor condition, ct_tensor yes, ct_tensor no, ct_tensor *out), (condition, yes, no, out))
CT_CALL(ct_masked_fill, (ct_tensor x, ct_tensor mask, ct_scalar value, ct_tensor *out), (x, mask, value, out))
CT_CALL(ct_to, (ct_tensor x, ct_dtype dtype, ct_device device, ct_tensor *out), (x, dtype, device, out))

// ---- Reductions -------------------------------------------------------------------------------------------------
// Over `dimensions`; over all where `dimension_count` is 0. CT_ANY and CT_ALL take one dimension or all.
CT_CALL(ct_reduce, (ct_reduction reduction, ct_tensor x, const int64_t *dimensions, int32_t dimension_count,
        bool keep_dimensions, ct_tensor *out),
        (reduction, x, dimensions, dimension_count, keep_dimensions, out))
CT_CALL(ct_argmax, (ct_tensor x, int64_t dimension, ct_tensor *out), (x, dimension, out))
CT_CALL(ct_softmax, (ct_tensor x, int64_t dimension, ct_tensor *out), (x, dimension, out))
CT_CALL(ct_log_softmax, (ct_tensor x, int64_t dimension, ct_tensor *out), (x, dimension, out))
CT_CALL(ct_topk, (ct_tensor x, int64_t count, int64_t dimension, ct_tensor *out_values, ct_tensor *out_indices),
        (x, count, dimension, out_values, out_indices))

// ---- Shape and selection ----------------------------------------------------------------------------------------
CT_CALL(ct_reshape, (ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out), (x, shape, rank, out))
CT_CALL(ct_expand, (ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out), (x, shape, rank, out))
CT_CALL(ct_permute, (ct_tensor x, const int64_t *order, int32_t rank, ct_tensor *out), (x, order, rank, out))
CT_CALL(ct_transpose, (ct_tensor x, int64_t first, int64_t second, ct_tensor *out), (x, first, second, out))
CT_CALL(ct_unsqueeze, (ct_tensor x, int64_t dimension, ct_tensor *out), (x, dimension, out))
CT_CALL(ct_squeeze, (ct_tensor x, int64_t dimension, ct_tensor *out), (x, dimension, out))
CT_CALL(ct_narrow, (ct_tensor x, int64_t dimension, int64_t start, int64_t length, ct_tensor *out),
        (x, dimension, start, length, out))
CT_CALL(ct_select, (ct_tensor x, int64_t dimension, int64_t index, ct_tensor *out), (x, dimension, index, out))
CT_CALL(ct_diagonal, (ct_tensor x, ct_tensor *out), (x, out))
CT_CALL(ct_index_select, (ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out),
        (x, dimension, indices, out))
CT_CALL(ct_gather, (ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out), (x, dimension, indices, out))
// A view of the same memory with other strides, counted in elements; libtorch checks that it stays inside.
CT_CALL(ct_as_strided, (ct_tensor x, const int64_t *shape, const int64_t *strides, int32_t rank, ct_tensor *out),
        (x, shape, strides, rank, out))
CT_CALL(ct_concatenate, (const ct_tensor *tensors, int32_t count, int64_t dimension, ct_tensor *out),
        (tensors, count, dimension, out))

// ---- Network ----------------------------------------------------------------------------------------------------
CT_CALL(ct_matmul, (ct_tensor left, ct_tensor right, ct_tensor *out), (left, right, out))
// `bias` is optional.
CT_CALL(ct_linear, (ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor *out), (x, weight, bias, out))
CT_CALL(ct_embedding, (ct_tensor weight, ct_tensor ids, ct_tensor *out), (weight, ids, out))
// `bias` is optional.
CT_CALL(ct_conv2d, (ct_tensor x, ct_tensor weight, ct_tensor bias, ct_window window, ct_tensor *out),
        (x, weight, bias, window, out))
// The largest element of each window of `[height, width]` elements; the padding is minus infinity.
CT_CALL(ct_max_pool2d, (ct_tensor x, int64_t height, int64_t width, ct_window window, ct_tensor *out),
        (x, height, width, window, out))
// CLIP's x * sigmoid(1.702 x).
CT_CALL(ct_quick_gelu, (ct_tensor x, ct_tensor *out), (x, out))
// x * Phi(x), with the error function.
CT_CALL(ct_gelu, (ct_tensor x, ct_tensor *out), (x, out))
// x where it is positive, else slope * x.
CT_CALL(ct_leaky_relu, (ct_tensor x, double slope, ct_tensor *out), (x, slope, out))
// The states of one layer and direction, from zeros, for `[batch, steps, inputs]`. `weights` are those of the input and of
// the state, and their biases where there are four.
CT_CALL(ct_lstm, (ct_tensor x, const ct_tensor *weights, int32_t count, ct_tensor *out), (x, weights, count, out))
// Over the last dimension.
CT_CALL(ct_layer_norm, (ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon, ct_tensor *out),
        (x, weight, bias, epsilon, out))
// Updates the running statistics in place when `training`.
CT_CALL(ct_batch_norm, (ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor running_mean, ct_tensor running_var,
        bool training, double momentum, double epsilon, ct_tensor *out),
        (x, weight, bias, running_mean, running_var, training, momentum, epsilon, out))
// `mask` is optional: added to the scores, or boolean where true means "attend".
CT_CALL(ct_attention, (ct_tensor query, ct_tensor key, ct_tensor value, ct_tensor mask, bool causal, ct_tensor *out),
        (query, key, value, mask, causal, out))
// Mean over the labels that are not `ignored_label`.
CT_CALL(ct_cross_entropy, (ct_tensor logits, ct_tensor labels, int64_t ignored_label, ct_tensor *out),
        (logits, labels, ignored_label, out))
// `[batch, channels, height, width]`, without corner alignment.
CT_CALL(ct_resize_bilinear, (ct_tensor x, int64_t height, int64_t width, ct_tensor *out), (x, height, width, out))

// ---- Gradients --------------------------------------------------------------------------------------------------
CT_VALUE(bool, ct_gradients_enabled, (void), (), false)
CT_ACTION(ct_set_gradients_enabled, (bool enabled), (enabled))
CT_CALL(ct_set_requires_gradient, (ct_tensor x, bool required), (x, required))
CT_CALL(ct_requires_gradient, (ct_tensor x, bool *out), (x, out))
CT_CALL(ct_backward, (ct_tensor loss), (loss))
// `out->pointer` is null where there is no gradient.
CT_CALL(ct_gradient, (ct_tensor x, ct_tensor *out), (x, out))
CT_CALL(ct_clear_gradient, (ct_tensor x), (x))

// ---- Recomputation ----------------------------------------------------------------------------------------------
// Takes `outputs`, which `computation` made of `inputs` without recording gradients, and writes as many tensors with
// the same values whose gradients come from doing it again. All are recorded as depending on trained weights. Owns the
// context, also where it fails.
CT_CALL(ct_recomputed, (ct_recomputation computation, const ct_tensor *inputs, int32_t input_count,
        const ct_tensor *outputs, int32_t output_count, ct_tensor *out),
        (computation, inputs, input_count, outputs, output_count, out))
// The error of a computation that made a call on this thread fail, valid until it is forgotten; null for none.
CT_VALUE(const void *, ct_last_caller_error, (void), (), 0)
CT_ACTION(ct_forget_caller_error, (void), ())

// ---- In place ---------------------------------------------------------------------------------------------------
// Without recording a gradient.
CT_CALL(ct_copy_in_place, (ct_tensor target, ct_tensor source), (target, source))
// target += factor * (source - target)
CT_CALL(ct_lerp_in_place, (ct_tensor target, ct_tensor source, double factor), (target, source, factor))
// target = target * factor + offset
CT_CALL(ct_scale_in_place, (ct_tensor target, double factor, double offset), (target, factor, offset))
CT_CALL(ct_add_scalar_in_place, (ct_tensor target, ct_scalar value), (target, value))

// ---- Optimiser --------------------------------------------------------------------------------------------------
// One step of Adam with L2 weight decay over `count` parameters of one type, fused. Parameters without a gradient stay as
// they are, as in PyTorch. `steps` are float32 scalars that count the updates of each parameter. `overflow` is optional: a
// float32 scalar; where it is 1, nothing changes, and the host does not wait to learn it.
CT_CALL(ct_adam_step, (const ct_tensor *parameters, const ct_tensor *first_moments, const ct_tensor *second_moments,
        const ct_tensor *steps, int32_t count, ct_adam_settings settings, ct_tensor overflow),
        (parameters, first_moments, second_moments, steps, count, settings, overflow))
// The same as one operation after the other, each rounded to the parameter's type, as torch.optim.Adam computes it.
// `steps` are on the CPU. Adds the weight decay to the gradients in place.
CT_CALL(ct_adam_step_unfused, (const ct_tensor *parameters, const ct_tensor *first_moments,
        const ct_tensor *second_moments, const ct_tensor *steps, int32_t count, ct_adam_settings settings),
        (parameters, first_moments, second_moments, steps, count, settings))
// One step of gradient descent with momentum and L2 weight decay over `count` parameters of one type, fused. Parameters
// without a gradient and `overflow` as in `ct_adam_step`; `momenta` start as zeros.
CT_CALL(ct_sgd_step, (const ct_tensor *parameters, const ct_tensor *momenta, int32_t count, ct_sgd_settings settings,
        ct_tensor overflow),
        (parameters, momenta, count, settings, overflow))
// Divides the gradients of parameters by `scale`; `overflow` becomes 1 where one of them is not finite.
CT_CALL(ct_unscale_gradients, (const ct_tensor *parameters, int32_t count, ct_tensor scale, ct_tensor overflow),
        (parameters, count, scale, overflow))
// Halves `scale` where `overflow` is 1, and doubles it after 2000 steps in a row without; `good_steps` is an int32 scalar.
CT_CALL(ct_update_loss_scale, (ct_tensor scale, ct_tensor good_steps, ct_tensor overflow),
        (scale, good_steps, overflow))

// ---- Feeding a device -------------------------------------------------------------------------------------------
// Uninitialised, on the CPU, to be copied to `device`: pinned where the device is CUDA, so that the copy needs no host.
CT_CALL(ct_empty_for_transfer, (const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device device, ct_tensor *out),
        (shape, rank, dtype, device, out))
CT_CALL(ct_transfer_create, (ct_device device, ct_transfer *out), (device, out))
// Begins the copy of a tensor on the CPU. The copy holds nothing before `ct_transfer_finish`.
CT_CALL(ct_transfer_add, (ct_transfer transfer, ct_tensor x, ct_tensor *out), (transfer, x, out))
// Lets what the device is told from now on wait for the copies; the host does not wait.
CT_CALL(ct_transfer_finish, (ct_transfer transfer), (transfer))
CT_ACTION(ct_transfer_release, (ct_transfer transfer), (transfer))
// `(x / 255 - mean) / deviation` of bytes `[batch, 3, height, width]`, float32, each operation rounded by itself, then
// `mean` where both `rows` `[batch, height]` and `columns` `[batch, width]`, bool and optional, are true.
// `mean`, `deviation` (`[3, 1, 1]`) and `full` (255) are on the device of `x`.
CT_CALL(ct_normalize_bytes, (ct_tensor x, ct_tensor full, ct_tensor mean, ct_tensor deviation, ct_tensor rows,
        ct_tensor columns, ct_tensor *out),
        (x, full, mean, deviation, rows, columns, out))
