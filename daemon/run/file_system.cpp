#include "run/file_system.hpp"

#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace readcount::run {
namespace {

constexpr std::string_view kRemote =
    "may let a second daemon in, and tell of success before anything is on a disk";
constexpr std::string_view kVolatile = "forgets everything when the machine does";

struct Kind {
  std::uint32_t magic;  // statfs(2); linux/magic.h has not all of them
  DoubtfulFileSystem what;
};

constexpr std::array kDoubtful{
    Kind{0x00006969, {"NFS", kRemote}},     Kind{0x0000517b, {"SMB", kRemote}},
    Kind{0xff534d42, {"CIFS", kRemote}},    Kind{0xfe534d42, {"SMB2", kRemote}},
    Kind{0x65735546, {"FUSE", kRemote}},    Kind{0x01021997, {"9P", kRemote}},
    Kind{0x5346414f, {"AFS", kRemote}},     Kind{0x6b414653, {"AFS", kRemote}},
    Kind{0x73757245, {"Coda", kRemote}},    Kind{0x00c36400, {"Ceph", kRemote}},
    Kind{0x0bd00bd0, {"Lustre", kRemote}},  Kind{0x786f4256, {"VirtualBox's", kRemote}},
    Kind{0x01021994, {"tmpfs", kVolatile}}, Kind{0x858458f6, {"ramfs", kVolatile}},
};

}  // namespace

std::optional<DoubtfulFileSystem> doubtful_file_system(const std::filesystem::path& directory) {
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) != 0) return std::nullopt;
  const auto magic = static_cast<std::uint32_t>(status.f_type);
  const auto* kind = std::find_if(kDoubtful.begin(), kDoubtful.end(),
                                  [&](const Kind& each) { return each.magic == magic; });
  if (kind == kDoubtful.end()) return std::nullopt;
  return kind->what;
}

}  // namespace readcount::run
