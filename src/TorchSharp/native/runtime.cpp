// The process: memory policy, threads, random numbers, devices, and the last error of this thread.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/util/Exception.h>
#include <torch/csrc/api/include/torch/version.h>

#include <malloc.h>

#include <memory>
#include <stdexcept>

namespace {

thread_local std::string last_error;

// By default glibc maps every block over 128 KiB afresh and unmaps it on free, so a training step pays page faults for each
// large activation. Kept memory is reused instead.
__attribute__((constructor)) void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
}

std::string without_backtrace(std::string message) {
  for (const char* mark : {"\nException raised from", "\nC++ CapturedTraceback", "\nframe #0"}) {
    auto end = message.find(mark);
    if (end != std::string::npos) message.resize(end);
  }
  return message;
}

}  // namespace

namespace shim {

void remember_error(const std::exception& error) {
  auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  last_error = without_backtrace(torch_error ? torch_error->what_without_backtrace() : error.what());
}

}  // namespace shim

SHIM_API const char* shim_last_error() { return last_error.c_str(); }

SHIM_API const char* shim_version() { return TORCH_VERSION; }

SHIM_API void shim_set_num_threads(int32_t threads) { at::set_num_threads(threads); }

SHIM_API int32_t shim_get_num_threads() { return at::get_num_threads(); }

SHIM_API int shim_manual_seed(int64_t seed) {
  return shim::guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

SHIM_API int shim_generator_new(int64_t seed, int64_t device, void** generator) {
  return shim::guarded([&] {
    if (shim::to_device(device).is_cpu()) {
      *generator = new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed)));
      return;
    }
    auto cloned = at::globalContext().defaultGenerator(shim::to_device(device)).clone();
    cloned.set_current_seed(static_cast<uint64_t>(seed));
    *generator = new at::Generator(cloned);
  });
}

SHIM_API void shim_generator_delete(void* generator) { delete static_cast<at::Generator*>(generator); }

SHIM_API int shim_generator_set_seed(void* generator, int64_t seed) {
  return shim::guarded([&] {
    auto& target = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_current_seed(static_cast<uint64_t>(seed));
  });
}

SHIM_API int64_t shim_generator_seed(void* generator) {
  auto target = generator ? *static_cast<at::Generator*>(generator) : at::detail::getDefaultCPUGenerator();
  return static_cast<int64_t>(target.current_seed());
}

// null: the CPU's default generator.
SHIM_API int shim_generator_get_state(void* generator, shim::TensorHandle* state) {
  return shim::guarded([&] {
    auto target = generator ? *static_cast<at::Generator*>(generator) : at::detail::getDefaultCPUGenerator();
    *state = shim::to_handle(target.get_state());
  });
}

SHIM_API int shim_generator_set_state(void* generator, shim::TensorHandle state) {
  return shim::guarded([&] {
    auto target = generator ? *static_cast<at::Generator*>(generator) : at::detail::getDefaultCPUGenerator();
    target.set_state(shim::from_handle(state));
  });
}

SHIM_API int32_t shim_cuda_device_count() {
  if (!c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)) return 0;
  return c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount();
}
