#include "cli/report.hpp"

#include "cli/text.hpp"

#include <string_view>

namespace readcount::cli {

std::string told(const Failure& failure) {
  std::string out = "readcount: ";
  std::string_view rest = failure.text;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    out += harmless(rest.substr(0, end)) + '\n';
    rest.remove_prefix(end + 1);
  }
  return out + harmless(rest) + '\n';
}

Report failed(const Failure& failure) { return {{}, told(failure), failure.code}; }

}  // namespace readcount::cli
