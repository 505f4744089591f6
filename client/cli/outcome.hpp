#pragma once

#include <boost/system/result.hpp>

#include <string>

namespace readcount::cli {

/// How `readcount` ends (contract).
enum class Exit : int {
  done = 0,
  refused = 1,    ///< the server said no
  usage = 2,      ///< the command line has to change
  no_server = 3,  ///< nobody answered, or not as readcountd does
};

/// Why there is no result. `text` is what standard error gets after "readcount: ", without a
/// newline at its end; it may hold the server's words, so whoever prints it calls harmless().
struct Failure {
  Exit code = Exit::refused;
  std::string text;
};

template <class T>
using Outcome = boost::system::result<T, Failure>;

}  // namespace readcount::cli
