#include "api/static_file.hpp"

#include "base/crc32c.hpp"

#include <boost/beast/http/rfc7230.hpp>
#include <zlib.h>

#include <stdexcept>

namespace readcount::api {
namespace {

constexpr int kGzip = 15 + 16;  // zlib: the largest window, with a gzip header

std::string gzip(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot start");
  }
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib cannot compress a file of ours");
  return out;
}

bool takes_gzip(std::string_view accept_encoding) {
  for (const auto& coding : boost::beast::http::ext_list{accept_encoding}) {
    if (!boost::beast::iequals(coding.first, "gzip")) continue;
    for (const auto& parameter : coding.second) {
      // "q=0", "q=0.0", …: explicitly not wanted.
      const bool is_zero = parameter.second.find_first_not_of("0.") == std::string_view::npos;
      if (boost::beast::iequals(parameter.first, "q") && is_zero) return false;
    }
    return true;
  }
  return false;
}

/// Weak comparison (RFC 9110, 8.8.3.2) against each tag of If-None-Match. Our tags hold no comma.
bool has_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" ||
         if_none_match.find('"' + std::string(tag) + '"') != std::string::npos;
}

std::string tag_of(std::string_view content) {
  return std::to_string(crc32c(content)) + '-' + std::to_string(content.size());
}

}  // namespace

StaticFile::StaticFile(std::string_view content, std::string_view content_type,
                       std::string_view cache_control)
    : content_(content),
      content_type_(content_type),
      cache_control_(cache_control),
      gzipped_(gzip(content)),
      tag_(tag_of(content)) {}

http::Response StaticFile::answer(const http::Request& request) const {
  http::Response response;
  response.headers.emplace_back("ETag", "W/\"" + tag_ + '"');
  response.headers.emplace_back("Cache-Control", cache_control_);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (has_tag(request.header("If-None-Match"), tag_)) {
    response.status = 304;
    return response;
  }
  response.content_type = content_type_;
  if (takes_gzip(request.header("Accept-Encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = gzipped_;
  } else {
    response.body = content_;
  }
  return response;
}

}  // namespace readcount::api
