#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace readcount::store {

/// Why the store could not do something, by what then is right.
enum class FailureKind {
  away,  ///< no connection, lost, timed out, nonsense received: connect again; what was asked
         ///< may or may not have happened, so a marker must be read before anything is repeated
  transient,  ///< an answer that says "later": LOADING, BUSY, OOM, READONLY, MISCONF, … Nothing
              ///< happened
  refused,    ///< an answer that needs a person: NOAUTH, WRONGPASS, NOPERM, an evicting policy,
              ///< another number of partitions. Nothing happened
};

struct Failure {
  FailureKind kind = FailureKind::away;
  std::string text;  ///< one sentence, with the remedy where a person is needed
  /// Of a `transient` one: which state of the server it is, one of a closed table ("oom", …); empty
  /// for states without a name.
  std::string_view state{};
};

template <class T>
using Result = boost::system::result<T, Failure>;

[[noreturn]] void throw_exception_from_error(const Failure& failure,
                                             const boost::source_location& where);

}  // namespace readcount::store
