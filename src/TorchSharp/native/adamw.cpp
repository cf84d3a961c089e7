// One AdamW step over all parameters in one call. Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
// The operations and their order are those of PyTorch's single-tensor implementation, and contraction to fused multiply-add
// is off, so the result has the same bits as the plain operators, whatever the number of threads.
#include "shim.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <stdexcept>

using shim::TensorHandle;

namespace {

struct AdamWStep {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  int64_t step;
  int32_t decoupled;  // 1: AdamW, 0: Adam with an L2 penalty
  int32_t maximize;
};

struct Constants {
  float decay, beta1, one_minus_beta1, beta2, one_minus_beta2, epsilon, correction2_root, minus_step_size, penalty, sign;
};

Constants constants(const AdamWStep& s) {
  double correction1 = 1 - std::pow(s.beta1, static_cast<double>(s.step));
  double correction2 = 1 - std::pow(s.beta2, static_cast<double>(s.step));
  return {static_cast<float>(s.decoupled ? 1 - s.learning_rate * s.weight_decay : 1.0),
          static_cast<float>(s.beta1),
          static_cast<float>(1 - s.beta1),
          static_cast<float>(s.beta2),
          static_cast<float>(1 - s.beta2),
          static_cast<float>(s.epsilon),
          static_cast<float>(std::sqrt(correction2)),
          static_cast<float>(-(s.learning_rate / correction1)),
          static_cast<float>(s.decoupled ? 0.0 : s.weight_decay),
          s.maximize ? -1.0f : 1.0f};
}

__attribute__((target_clones("avx512f", "avx2", "default")))
void update(float* __restrict parameter, const float* __restrict gradient, float* __restrict mean, float* __restrict square,
            int64_t begin, int64_t end, Constants c) {
  for (int64_t i = begin; i < end; i++) {
    float g = c.sign * gradient[i] + c.penalty * parameter[i];
    float decayed = parameter[i] * c.decay;
    float m = mean[i] * c.beta1 + c.one_minus_beta1 * g;
    float v = square[i] * c.beta2 + (c.one_minus_beta2 * g) * g;
    float denominator = __builtin_sqrtf(v) / c.correction2_root + c.epsilon;
    mean[i] = m;
    square[i] = v;
    parameter[i] = decayed + (c.minus_step_size * m) / denominator;
  }
}

float* floats(TensorHandle handle) { return static_cast<float*>(shim::from_handle(handle).data_ptr()); }

void require_plain(TensorHandle handle, int64_t count) {
  bool plain = handle && handle->is_contiguous() && handle->numel() == count && handle->device().is_cpu() &&
               c10::typeMetaToScalarType(handle->dtype()) == c10::ScalarType::Float;
  if (!plain) throw std::runtime_error("the fused AdamW step takes contiguous float32 tensors of one shape on the CPU");
}

}  // namespace

// tensors: parameter, gradient, exp_avg, exp_avg_sq of each parameter in turn.
SHIM_API int shim_adamw_step(TensorHandle const* tensors, int32_t parameters, const AdamWStep* step) {
  return shim::guarded([&] {
    for (int32_t p = 0; p < parameters * 4; p++) require_plain(tensors[p], tensors[p / 4 * 4]->numel());
    Constants c = constants(*step);
    for (int32_t p = 0; p < parameters; p++) {
      auto* group = tensors + p * 4;
      float *parameter = floats(group[0]), *gradient = floats(group[1]), *mean = floats(group[2]), *square = floats(group[3]);
      at::parallel_for(0, group[0]->numel(), 1 << 15,
                       [&](int64_t begin, int64_t end) { update(parameter, gradient, mean, square, begin, end, c); });
      group[0]->bump_version();
    }
  });
}
