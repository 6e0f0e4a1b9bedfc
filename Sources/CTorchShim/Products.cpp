// Linear maps; large ones in single precision by the library that is faster on this processor.
//
// libtorch gives them to MKL, which uses AVX-512 on Intel's processors only and takes twice as long as oneDNN on
// others. oneDNN is part of libtorch too, but is not asked for single precision there.
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>

#include "Support.hpp"

using namespace ncbench;

namespace {

// The fewest rows, and the fewest weights, for which oneDNN is asked.
constexpr int64_t least_rows = 16, least_weights = 1 << 18;

bool mkl_is_slow() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  static const bool slow = __builtin_cpu_supports("avx512f") && !__builtin_cpu_is("intel");
  return slow;
#else
  return false;
#endif
}

using Signature = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &,
                             std::string_view, c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

// oneDNN's linear map; nothing where libtorch was built without.
const std::optional<c10::TypedOperatorHandle<Signature>> &onednn() {
  static const auto found = []() -> std::optional<c10::TypedOperatorHandle<Signature>> {
    const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    if (!schema) return std::nullopt;
    // Its form is libtorch's own business and may change.
    try {
      return schema->typed<Signature>();
    } catch (const c10::Error &) {
      return std::nullopt;
    }
  }();
  return found;
}

// x @ weight^T + bias for `[rows, inputs]` and `[outputs, inputs]`, in any strides.
at::Tensor product(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias = {}) {
  return onednn()->call(x, weight, bias, "none", c10::List<std::optional<at::Scalar>>(), "");
}

bool belongs_to_onednn(const at::Tensor &x, const at::Tensor &weight) {
  return x.is_cpu() && x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat &&
         weight.numel() >= least_weights && x.numel() >= least_rows * weight.size(1) && mkl_is_slow() && onednn();
}

// A linear map whose three products are oneDNN's. A bias without elements stands for none.
struct LinearMap : torch::autograd::Function<LinearMap> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const at::Tensor &bias) {
    context->save_for_backward({x, weight});
    return product(x, weight, bias.numel() > 0 ? std::optional(bias) : std::nullopt);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 const torch::autograd::variable_list &gradients) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    const auto outer = gradients[0].reshape({-1, weight.size(0)});
    at::Tensor to_x, to_weight, to_bias;
    if (context->needs_input_grad(0)) to_x = product(outer, weight.t()).view(x.sizes());
    if (context->needs_input_grad(1)) to_weight = product(outer.t(), x.reshape({-1, weight.size(1)}).t());
    if (context->needs_input_grad(2)) to_bias = outer.sum(0);
    return {to_x, to_weight, to_bias};
  }
};

}  // namespace

int32_t ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor *out) {
  return guarded([&] {
    const auto rows = borrowed(x), matrix = borrowed(weight);
    if (!belongs_to_onednn(rows, matrix)) return give(out, at::linear(rows, matrix, optional(bias)));
    give(out, LinearMap::apply(rows, matrix, optional(bias).value_or(at::empty({0}, rows.options()))));
  });
}
