// Results whose insides are computed again in the backward pass in place of being kept.
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "Support.hpp"

namespace ncbench {

// What is computed again: the caller's function, ended with the graph that holds it.
struct Recomputable : torch::CustomClassHolder {
  const ct_recomputation parts;
  explicit Recomputable(ct_recomputation parts) : parts(parts) {}
  Recomputable(const Recomputable &) = delete;
  ~Recomputable() override { parts.release(parts.context); }

  // The results for `inputs`, with whatever the present mode records.
  std::vector<at::Tensor> operator()(const std::vector<at::Tensor> &inputs, size_t count) const {
    std::vector<ct_tensor> arguments(inputs.size()), results(count, ct_tensor{nullptr});
    for (size_t i = 0; i < inputs.size(); ++i) arguments[i].pointer = inputs[i].unsafeGetTensorImpl();
    void *const error = parts.compute(parts.context, arguments.data(), static_cast<int32_t>(arguments.size()),
                                      results.data(), static_cast<int32_t>(count));
    std::vector<at::Tensor> outputs;
    for (const auto result : results) {
      outputs.push_back(borrowed(result));
      ct_tensor_release(result);
    }
    if (error != nullptr) throw CallerError(error, parts.release);
    return outputs;
  }
};

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Recomputed : torch::autograd::Function<Recomputed> {
  // `anchor` has a gradient to be asked for: what is computed may have trained weights where no input has a gradient.
  static variable_list forward(AutogradContext *context, const c10::intrusive_ptr<Recomputable> &computation,
                               const variable_list &outputs, at::TensorList inputs, const at::Tensor &anchor) {
    (void)anchor;
    context->save_for_backward(inputs.vec());
    context->saved_data["computation"] = at::IValue::make_capsule(computation);
    context->set_materialize_grads(false);
    variable_list results;
    for (const auto &output : outputs) results.push_back(output.detach());
    return results;
  }

  // On a GPU this runs on a thread of libtorch, while the one that asked for gradients waits.
  static variable_list backward(AutogradContext *context, const variable_list &gradients) {
    const auto saved = context->get_saved_variables();
    const auto capsule = context->saved_data.at("computation").toCapsule();
    const auto &computation = static_cast<const Recomputable &>(*capsule);
    variable_list inputs;
    for (const auto &input : saved) inputs.push_back(input.detach().set_requires_grad(input.requires_grad()));

    variable_list outputs, incoming;
    {
      at::AutoGradMode records(true);
      const auto results = computation(inputs, gradients.size());
      for (size_t i = 0; i < results.size(); ++i) {
        if (!gradients[i].defined() || !results[i].defined() || !results[i].requires_grad()) continue;
        outputs.push_back(results[i]);
        incoming.push_back(gradients[i]);
      }
    }
    if (!outputs.empty()) torch::autograd::backward(outputs, incoming);

    // One for each argument of `forward`.
    variable_list result(2);
    for (const auto &input : inputs) result.push_back(input.grad());
    result.emplace_back();
    return result;
  }
};

// What the last failure on this thread was to the caller, until it is taken.
std::shared_ptr<void> &last_caller_error() {
  thread_local std::shared_ptr<void> error;
  return error;
}

}  // namespace

void keep(const CallerError &error) { last_caller_error() = error.value; }

}  // namespace ncbench

using namespace ncbench;

int32_t ct_recomputed(ct_recomputation computation, const ct_tensor *inputs, int32_t input_count,
                      const ct_tensor *outputs, int32_t output_count, ct_tensor *out) {
  return guarded([&] {
    std::unique_ptr<void, void (*)(void *)> context(computation.context, computation.release);
    const auto owned = c10::make_intrusive<Recomputable>(computation);
    context.release();
    const auto arguments = borrowed(inputs, input_count);
    const auto anchor = at::empty({0}).set_requires_grad(true);
    auto results = Recomputed::apply(owned, borrowed(outputs, output_count), at::TensorList(arguments), anchor);
    for (int32_t i = 0; i < output_count; ++i) give(&out[i], std::move(results[i]));
  });
}

const void *ct_last_caller_error(void) { return last_caller_error().get(); }
void ct_forget_caller_error(void) { last_caller_error().reset(); }
