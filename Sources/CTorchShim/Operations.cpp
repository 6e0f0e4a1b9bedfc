// Operations on tensors, all differentiable where libtorch's are.
#include <c10/core/GradMode.h>

#include <cmath>
#include <optional>

#include "Support.hpp"

using namespace ncbench;

int32_t ct_unary(ct_unary_operation operation, ct_tensor handle, ct_tensor *out) {
  return guarded([&] {
    const auto x = borrowed(handle);
    switch (operation) {
      case CT_NEGATE: return give(out, x.neg());
      case CT_EXP: return give(out, x.exp());
      case CT_LOG: return give(out, x.log());
      case CT_SQRT: return give(out, x.sqrt());
      case CT_ABS: return give(out, x.abs());
      case CT_SIGMOID: return give(out, x.sigmoid());
      case CT_RELU: return give(out, x.relu());
      case CT_TANH: return give(out, x.tanh());
      case CT_LOGICAL_NOT: return give(out, x.logical_not());
      case CT_ISFINITE: return give(out, x.isfinite());
      case CT_DETACH: return give(out, x.detach());
      case CT_CONTIGUOUS: return give(out, x.contiguous());
      case CT_CLONE: return give(out, x.clone());
      case CT_LGAMMA: return give(out, x.lgamma());
      case CT_DIGAMMA: return give(out, x.digamma());
    }
    TORCH_CHECK(false, "unknown unary operation ", static_cast<int>(operation));
  });
}

int32_t ct_binary(ct_binary_operation operation, ct_tensor left, ct_tensor right, ct_tensor *out) {
  return guarded([&] {
    const auto a = borrowed(left);
    const auto b = borrowed(right);
    switch (operation) {
      case CT_ADD: return give(out, at::add(a, b));
      case CT_SUBTRACT: return give(out, at::sub(a, b));
      case CT_MULTIPLY: return give(out, at::mul(a, b));
      case CT_DIVIDE: return give(out, at::div(a, b));
      case CT_MAXIMUM: return give(out, at::maximum(a, b));
      case CT_MINIMUM: return give(out, at::minimum(a, b));
      case CT_EQUAL: return give(out, at::eq(a, b));
      case CT_NOT_EQUAL: return give(out, at::ne(a, b));
      case CT_LESS: return give(out, at::lt(a, b));
      case CT_LESS_EQUAL: return give(out, at::le(a, b));
      case CT_GREATER: return give(out, at::gt(a, b));
      case CT_GREATER_EQUAL: return give(out, at::ge(a, b));
      case CT_LOGICAL_AND: return give(out, at::logical_and(a, b));
      case CT_LOGICAL_OR: return give(out, at::logical_or(a, b));
    }
    TORCH_CHECK(false, "unknown binary operation ", static_cast<int>(operation));
  });
}

int32_t ct_binary_scalar(ct_binary_operation operation, ct_tensor left, ct_scalar right, ct_tensor *out) {
  return guarded([&] {
    const auto a = borrowed(left);
    const auto b = scalar(right);
    switch (operation) {
      case CT_ADD: return give(out, at::add(a, b));
      case CT_SUBTRACT: return give(out, at::sub(a, b));
      case CT_MULTIPLY: return give(out, at::mul(a, b));
      case CT_DIVIDE: return give(out, at::div(a, b));
      case CT_MAXIMUM: return give(out, at::clamp_min(a, b));
      case CT_MINIMUM: return give(out, at::clamp_max(a, b));
      case CT_EQUAL: return give(out, at::eq(a, b));
      case CT_NOT_EQUAL: return give(out, at::ne(a, b));
      case CT_LESS: return give(out, at::lt(a, b));
      case CT_LESS_EQUAL: return give(out, at::le(a, b));
      case CT_GREATER: return give(out, at::gt(a, b));
      case CT_GREATER_EQUAL: return give(out, at::ge(a, b));
      case CT_LOGICAL_AND:
      case CT_LOGICAL_OR: break;
    }
    TORCH_CHECK(false, "operation ", static_cast<int>(operation), " has no scalar form");
  });
}

int32_t ct_clamp(ct_tensor x, double minimum, double maximum, ct_tensor *out) {
  return guarded([&] {
    const auto low = std::isinf(minimum) ? std::optional<at::Scalar>() : std::optional<at::Scalar>(minimum);
    const auto high = std::isinf(maximum) ? std::optional<at::Scalar>() : std::optional<at::Scalar>(maximum);
    give(out, at::clamp(borrowed(x), low, high));
  });
}

int32_t ct_where(ct_tensor condition, ct_tensor yes, ct_tensor no, ct_tensor *out) {
  return guarded([&] { give(out, at::where(borrowed(condition), borrowed(yes), borrowed(no))); });
}

int32_t ct_masked_fill(ct_tensor x, ct_tensor mask, ct_scalar value, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).masked_fill(borrowed(mask), scalar(value))); });
}

int32_t ct_to(ct_tensor x, ct_dtype dtype, ct_device where, ct_tensor *out) {
  return guarded([&] {
    const auto source = borrowed(x);
    const auto target = device(where);
    // To a device without waiting for what it computes. CUDA has taken ordinary memory when the call returns, and
    // libtorch keeps pinned memory until it was read. The other way the host needs the numbers.
    give(out, source.to(target, scalar_type(dtype), /*non_blocking=*/source.is_cpu() && !target.is_cpu()));
  });
}

int32_t ct_reduce(ct_reduction reduction, ct_tensor handle, const int64_t *axes, int32_t count, bool keep,
                  ct_tensor *out) {
  return guarded([&] {
    const auto x = borrowed(handle);
    std::vector<int64_t> over(axes, axes + count);
    if (over.empty())
      for (int64_t axis = 0; axis < x.dim(); ++axis) over.push_back(axis);
    switch (reduction) {
      case CT_SUM: return give(out, x.sum(over, keep));
      case CT_MEAN: return give(out, x.mean(over, keep));
      case CT_MAX: return give(out, x.amax(over, keep));
      case CT_MIN: return give(out, x.amin(over, keep));
      case CT_LOGSUMEXP: return give(out, x.logsumexp(over, keep));
      case CT_NORM: return give(out, at::norm(x, 2, over, keep));
      case CT_ANY: return give(out, count == 0 ? x.any() : x.any(over, keep));
      case CT_ALL: return give(out, count == 0 ? x.all() : x.all(over, keep));
    }
    TORCH_CHECK(false, "unknown reduction ", static_cast<int>(reduction));
  });
}

int32_t ct_argmax(ct_tensor x, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).argmax(dimension)); });
}

int32_t ct_softmax(ct_tensor x, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).softmax(dimension)); });
}

int32_t ct_log_softmax(ct_tensor x, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).log_softmax(dimension)); });
}

int32_t ct_topk(ct_tensor x, int64_t count, int64_t dimension, ct_tensor *out_values, ct_tensor *out_indices) {
  return guarded([&] {
    auto [values, indices] = borrowed(x).topk(count, dimension);
    give(out_values, std::move(values));
    give(out_indices, std::move(indices));
  });
}

int32_t ct_reshape(ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).reshape(dimensions(shape, rank))); });
}

int32_t ct_expand(ct_tensor x, const int64_t *shape, int32_t rank, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).expand(dimensions(shape, rank))); });
}

int32_t ct_permute(ct_tensor x, const int64_t *order, int32_t rank, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).permute(dimensions(order, rank))); });
}

int32_t ct_transpose(ct_tensor x, int64_t first, int64_t second, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).transpose(first, second)); });
}

int32_t ct_unsqueeze(ct_tensor x, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).unsqueeze(dimension)); });
}

int32_t ct_squeeze(ct_tensor x, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).squeeze(dimension)); });
}

int32_t ct_narrow(ct_tensor x, int64_t dimension, int64_t start, int64_t length, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).narrow(dimension, start, length)); });
}

int32_t ct_select(ct_tensor x, int64_t dimension, int64_t index, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).select(dimension, index)); });
}

int32_t ct_diagonal(ct_tensor x, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).diagonal()); });
}

int32_t ct_index_select(ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).index_select(dimension, borrowed(indices))); });
}

int32_t ct_gather(ct_tensor x, int64_t dimension, ct_tensor indices, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).gather(dimension, borrowed(indices))); });
}

int32_t ct_as_strided(ct_tensor x, const int64_t *shape, const int64_t *strides, int32_t rank, ct_tensor *out) {
  return guarded([&] { give(out, borrowed(x).as_strided(dimensions(shape, rank), dimensions(strides, rank))); });
}

int32_t ct_concatenate(const ct_tensor *tensors, int32_t count, int64_t dimension, ct_tensor *out) {
  return guarded([&] { give(out, at::cat(borrowed(tensors, count), dimension)); });
}

int32_t ct_matmul(ct_tensor left, ct_tensor right, ct_tensor *out) {
  return guarded([&] { give(out, at::matmul(borrowed(left), borrowed(right))); });
}

int32_t ct_embedding(ct_tensor weight, ct_tensor ids, ct_tensor *out) {
  return guarded([&] { give(out, at::embedding(borrowed(weight), borrowed(ids))); });
}

int32_t ct_conv2d(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_window window, ct_tensor *out) {
  return guarded([&] {
    const int64_t stride[] = {window.stride_y, window.stride_x}, padding[] = {window.padding_y, window.padding_x},
                  dilation[] = {window.dilation_y, window.dilation_x};
    give(out, at::conv2d(borrowed(x), borrowed(weight), optional(bias), at::IntArrayRef(stride, 2),
                         at::IntArrayRef(padding, 2), at::IntArrayRef(dilation, 2)));
  });
}

int32_t ct_max_pool2d(ct_tensor x, int64_t height, int64_t width, ct_window window, ct_tensor *out) {
  return guarded([&] {
    const int64_t size[] = {height, width}, stride[] = {window.stride_y, window.stride_x},
                  padding[] = {window.padding_y, window.padding_x},
                  dilation[] = {window.dilation_y, window.dilation_x};
    give(out, at::max_pool2d(borrowed(x), at::IntArrayRef(size, 2), at::IntArrayRef(stride, 2),
                             at::IntArrayRef(padding, 2), at::IntArrayRef(dilation, 2)));
  });
}

int32_t ct_leaky_relu(ct_tensor x, double slope, ct_tensor *out) {
  return guarded([&] { give(out, at::leaky_relu(borrowed(x), slope)); });
}

int32_t ct_lstm(ct_tensor handle, const ct_tensor *weights, int32_t count, ct_tensor *out) {
  return guarded([&] {
    const auto x = borrowed(handle);
    const auto parameters = borrowed(weights, count);
    const auto zeros = at::zeros({1, x.size(0), parameters.at(1).size(1)}, x.options());
    // What is kept for the gradient is kept where one is recorded.
    give(out, std::get<0>(at::lstm(x, {zeros, zeros}, parameters, /*has_biases=*/count == 4, /*num_layers=*/1,
                                   /*dropout=*/0.0, /*train=*/c10::GradMode::is_enabled(), /*bidirectional=*/false,
                                   /*batch_first=*/true)));
  });
}

int32_t ct_gelu(ct_tensor x, ct_tensor *out) {
  // Exact, as nn.GELU(); its gradient remembers x alone.
  return guarded([&] { give(out, at::gelu(borrowed(x))); });
}

int32_t ct_layer_norm(ct_tensor handle, ct_tensor weight, ct_tensor bias, double epsilon, ct_tensor *out) {
  return guarded([&] {
    const auto x = borrowed(handle);
    const int64_t width = x.size(-1);
    give(out, at::layer_norm(x, at::IntArrayRef(&width, 1), borrowed(weight), borrowed(bias), epsilon));
  });
}

int32_t ct_batch_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor running_mean, ct_tensor running_var,
                      bool training, double momentum, double epsilon, ct_tensor *out) {
  return guarded([&] {
    give(out, at::batch_norm(borrowed(x), borrowed(weight), borrowed(bias), borrowed(running_mean),
                             borrowed(running_var), training, momentum, epsilon, /*cudnn_enabled=*/true));
  });
}

int32_t ct_attention(ct_tensor query, ct_tensor key, ct_tensor value, ct_tensor mask, bool causal, ct_tensor *out) {
  return guarded([&] {
    give(out, at::scaled_dot_product_attention(borrowed(query), borrowed(key), borrowed(value), optional(mask),
                                               /*dropout_p=*/0.0, causal));
  });
}

int32_t ct_cross_entropy(ct_tensor logits, ct_tensor labels, int64_t ignored_label, ct_tensor *out) {
  return guarded([&] {
    give(out, at::cross_entropy_loss(borrowed(logits), borrowed(labels), {}, at::Reduction::Mean, ignored_label));
  });
}

int32_t ct_resize_bilinear(ct_tensor x, int64_t height, int64_t width, ct_tensor *out) {
  return guarded([&] {
    const int64_t size[] = {height, width};
    give(out, at::upsample_bilinear2d(borrowed(x), at::IntArrayRef(size, 2), /*align_corners=*/false));
  });
}
