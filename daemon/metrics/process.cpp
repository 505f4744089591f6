#include "metrics/process.hpp"

#include <prometheus/metric_family.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace readcount::metrics {
namespace {

prometheus::MetricFamily family(const char* name, const char* help, prometheus::MetricType type,
                                double value) {
  prometheus::ClientMetric metric;
  if (type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  prometheus::MetricFamily result;
  result.name = name;
  result.help = help;
  result.type = type;
  result.metric.push_back(metric);
  return result;
}

/// Fields of /proc/self/stat after the command's name, which may hold spaces itself; the first is
/// field 3 of proc(5).
std::istringstream stat_fields() {
  std::ifstream file("/proc/self/stat");
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  const auto behind_name = line.rfind(')');
  return std::istringstream(behind_name == std::string::npos ? "" : line.substr(behind_name + 2));
}

double start_time() {
  std::uint64_t boot = 0;
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    if (word == "btime" && file >> boot) break;
  }
  auto fields = stat_fields();
  std::string skipped;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  std::uint64_t ticks = 0;
  fields >> ticks;
  return static_cast<double>(boot) +
         static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double open_files() {
  std::error_code ec;
  const std::filesystem::directory_iterator files("/proc/self/fd", ec);
  // The directory itself is open while it is read.
  return ec ? 0 : static_cast<double>(std::distance(begin(files), end(files)) - 1);
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessCollector::Collect() const {
  using enum prometheus::MetricType;
  std::uint64_t virtual_pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> virtual_pages >> resident_pages;
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);

  return {
      family("process_cpu_seconds_total", "User and system CPU time spent, in seconds.", Counter,
             cpu_seconds()),
      family("process_resident_memory_bytes", "Resident memory.", Gauge,
             static_cast<double>(resident_pages) * page),
      family("process_virtual_memory_bytes", "Virtual memory.", Gauge,
             static_cast<double>(virtual_pages) * page),
      family("process_open_fds", "Open file descriptors.", Gauge, open_files()),
      family("process_max_fds", "The most file descriptors that may be open.", Gauge,
             static_cast<double>(files.rlim_cur)),
      family("process_start_time_seconds", "When the process started, in seconds since the epoch.",
             Gauge, start_time()),
  };
}

}  // namespace readcount::metrics
