#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace readcount::api {

/// A file that is compiled in, ready to be served: compressed once, named by its content.
class StaticFile {
 public:
  /// `content` and `content_type` are literals. `cache_control` is the header's value.
  StaticFile(std::string_view content, std::string_view content_type,
             std::string_view cache_control);

  /// 304 when the client has it, else the file, gzipped for a client that takes it.
  http::Response answer(const http::Request& request) const;

  const std::string& gzipped() const noexcept { return gzipped_; }

 private:
  std::string_view content_;
  std::string_view content_type_;
  std::string_view cache_control_;
  std::string gzipped_;
  std::string tag_;  // of the content, without quotes
};

}  // namespace readcount::api
