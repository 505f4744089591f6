#pragma once

#include "http/message.hpp"

#include <chrono>
#include <string>
#include <string_view>

// From an answer to its bytes. Pure.

namespace readcount::http {

/// What the session knows of the request being answered.
struct AnswerFrame {
  bool head_only = false;     ///< the request was HEAD: the length of the body, but no body
  bool close = false;         ///< the connection ends with this answer
  bool keep_alive = false;    ///< say so, to an HTTP/1.0 client that asked
  bool cross_origin = false;  ///< any page may read it (CORS)
};

/// Appends status line, fields and body to `out`. Content-Length always stands there, but for 204
/// and 304, which have no body, and for a stream, which has no end. Throws std::invalid_argument,
/// leaving `out` as it was, when the status is none or a field of the answer holds a character that
/// would end its line.
void append_answer(std::string& out, const Response& response, const AnswerFrame& frame,
                   std::string_view date);

/// The text of a Date field, made once a second. One thread.
class HttpDate {
 public:
  /// Valid until the next call.
  std::string_view at(std::chrono::sys_seconds now);

 private:
  std::chrono::sys_seconds shown_ = std::chrono::sys_seconds::min();
  std::string text_;
};

}  // namespace readcount::http
