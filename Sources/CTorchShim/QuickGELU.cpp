// CLIP's approximation of GELU as one operation that remembers nothing but its argument; written as three, it keeps
// three tensors for the backward pass and goes through memory for each.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "Support.hpp"

using namespace ncbench;

namespace {

constexpr double slope = 1.702;

// Elements that are worked on at a time, so that all that belongs to them stays in the cache: a multiple of what
// libtorch's loops take at once, whose remainders are rounded differently.
constexpr int64_t piece = 1 << 16;

// What `body` makes of each piece of contiguous tensors in the shape of `x`, on the threads that there are.
template <class Body>
at::Tensor by_pieces(const at::Tensor &x, const Body &body) {
  auto out = at::empty_like(x);
  const auto all = out.view(-1);
  at::parallel_for(0, (x.numel() + piece - 1) / piece, 1, [&](int64_t begin, int64_t end) {
    at::NoGradGuard guard;
    for (int64_t place = begin; place < end; ++place) {
      const int64_t start = place * piece;
      const int64_t length = std::min(piece, x.numel() - start);
      const auto part = [&](const at::Tensor &y) { return y.view(-1).narrow(0, start, length); };
      part(all).copy_(body(part));
    }
  });
  return out;
}

bool is_large(const at::Tensor &x) { return x.is_cpu() && x.is_contiguous() && x.numel() > piece; }

at::Tensor value(const at::Tensor &x) {
  if (is_large(x)) return by_pieces(x, [&](const auto &part) { return value(part(x)); });
  return x.mul(slope).sigmoid_().mul_(x);
}

// The gradient with respect to x, in the order in which libtorch's own operations would compute it.
at::Tensor derivative(const at::Tensor &x, const at::Tensor &gradient) {
  if (is_large(x) && gradient.is_contiguous())
    return by_pieces(x, [&](const auto &part) { return derivative(part(x), part(gradient)); });
  auto gate = x.mul(slope).sigmoid_();
  // Not in place with a number, which is rounded to half precision then before it is multiplied with.
  return at::sigmoid_backward(gradient.mul(x), gate).mul(slope).add_(gate.mul_(gradient));
}

struct QuickGELU : torch::autograd::Function<QuickGELU> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &x) {
    context->save_for_backward({x});
    return value(x);
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, const torch::autograd::variable_list &gradients) {
    return {derivative(context->get_saved_variables()[0], gradients[0])};
  }
};

}  // namespace

int32_t ct_quick_gelu(ct_tensor x, ct_tensor *out) {
  return guarded([&] { give(out, QuickGELU::apply(borrowed(x))); });
}
