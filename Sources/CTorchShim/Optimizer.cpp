// Adam, gradient descent with momentum, and the scale of losses in half precision.
#include <ATen/ScalarOps.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <optional>

#include "Support.hpp"

using namespace ncbench;

namespace {

// The parameters that have a gradient, with what the optimiser remembers of them.
struct Updated {
  std::vector<at::Tensor> values, gradients, first, second, counters;

  Updated(const ct_tensor *parameters, const ct_tensor *first_moments, const ct_tensor *second_moments,
          const ct_tensor *steps, int32_t count) {
    for (int32_t i = 0; i < count; ++i) {
      auto value = borrowed(parameters[i]);
      auto gradient = value.grad();
      if (!gradient.defined()) continue;
      values.push_back(std::move(value));
      gradients.push_back(gradient.contiguous());
      first.push_back(borrowed(first_moments[i]));
      second.push_back(borrowed(second_moments[i]));
      counters.push_back(borrowed(steps[i]));
    }
  }
};

}  // namespace

int32_t ct_adam_step(const ct_tensor *parameters, const ct_tensor *first_moments, const ct_tensor *second_moments,
                     const ct_tensor *steps, int32_t count, ct_adam_settings settings, ct_tensor overflow) {
  return guarded([&] {
    c10::NoGradGuard guard;
    Updated updated(parameters, first_moments, second_moments, steps, count);
    if (updated.values.empty()) return;
    at::_foreach_add_(updated.counters, 1);
    at::_fused_adam_(updated.values, updated.gradients, updated.first, updated.second, {}, updated.counters,
                     settings.learning_rate, settings.beta1, settings.beta2, settings.weight_decay, settings.epsilon,
                     /*amsgrad=*/false, /*maximize=*/false, std::nullopt, optional(overflow));
    if (overflow.pointer == nullptr) return;
    // A step that was not made is not counted.
    at::_foreach_sub_(updated.counters, std::vector<at::Tensor>(updated.counters.size(), borrowed(overflow)));
  });
}

int32_t ct_adam_step_unfused(const ct_tensor *parameters, const ct_tensor *first_moments,
                             const ct_tensor *second_moments, const ct_tensor *steps, int32_t count,
                             ct_adam_settings settings) {
  return guarded([&] {
    c10::NoGradGuard guard;
    Updated updated(parameters, first_moments, second_moments, steps, count);
    if (updated.values.empty()) return;
    std::vector<at::Scalar> lengths, corrections;
    for (const auto &counter : updated.counters) {
      TORCH_CHECK(counter.is_cpu(), "a counter of steps is not on the CPU");
      counter.add_(1);
      const double step = *counter.const_data_ptr<float>();
      lengths.push_back(-(settings.learning_rate / (1 - std::pow(settings.beta1, step))));
      corrections.push_back(std::pow(1 - std::pow(settings.beta2, step), 0.5));
    }
    if (settings.weight_decay != 0) at::_foreach_add_(updated.gradients, updated.values, settings.weight_decay);
    at::_foreach_lerp_(updated.first, updated.gradients, 1 - settings.beta1);
    if (updated.second[0].is_cuda()) {
      at::_foreach_mul_(updated.second, settings.beta2);
    } else {
      // Elsewhere that call rounds the factor itself to half precision; PyTorch's own product of tensor and number does not.
      const auto beta2 = at::native::wrapped_scalar_tensor(settings.beta2);
      for (auto &moment : updated.second) moment.mul_(beta2);
    }
    at::_foreach_addcmul_(updated.second, updated.gradients, updated.gradients, 1 - settings.beta2);
    auto denominators = at::_foreach_sqrt(updated.second);
    at::_foreach_div_(denominators, corrections);
    at::_foreach_add_(denominators, settings.epsilon);
    at::_foreach_addcdiv_(updated.values, updated.first, denominators, lengths);
  });
}

int32_t ct_sgd_step(const ct_tensor *parameters, const ct_tensor *momenta, int32_t count, ct_sgd_settings settings,
                    ct_tensor overflow) {
  return guarded([&] {
    c10::NoGradGuard guard;
    std::vector<at::Tensor> values, gradients, buffers;
    for (int32_t i = 0; i < count; ++i) {
      auto value = borrowed(parameters[i]);
      auto gradient = value.grad();
      if (!gradient.defined()) continue;
      values.push_back(std::move(value));
      gradients.push_back(gradient.contiguous());
      buffers.push_back(borrowed(momenta[i]));
    }
    if (values.empty()) return;
    // A momentum of zeros makes the first step what PyTorch makes it.
    at::_fused_sgd_(values, gradients, buffers, settings.weight_decay, settings.momentum, settings.learning_rate,
                    /*dampening=*/0, /*nesterov=*/false, /*maximize=*/false, /*is_first_step=*/false, std::nullopt,
                    optional(overflow));
  });
}

int32_t ct_unscale_gradients(const ct_tensor *parameters, int32_t count, ct_tensor scale, ct_tensor overflow) {
  return guarded([&] {
    c10::NoGradGuard guard;
    std::vector<at::Tensor> gradients;
    for (int32_t i = 0; i < count; ++i) {
      auto gradient = borrowed(parameters[i]).grad();
      if (gradient.defined()) gradients.push_back(std::move(gradient));
    }
    if (gradients.empty()) return;
    auto found = borrowed(overflow);
    const auto inverse = borrowed(scale).to(at::kDouble).reciprocal().to(at::kFloat);
    at::_amp_foreach_non_finite_check_and_unscale_(gradients, found, inverse);
  });
}

int32_t ct_update_loss_scale(ct_tensor scale, ct_tensor good_steps, ct_tensor overflow) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto value = borrowed(scale);
    auto tracker = borrowed(good_steps);
    at::_amp_update_scale_(value, tracker, borrowed(overflow), /*scale_growth_factor=*/2.0,
                           /*scale_backoff_factor=*/0.5, /*growth_interval=*/2000);
  });
}
