#include "store/failure.hpp"

#include <boost/throw_exception.hpp>

#include <stdexcept>

namespace readcount::store {

void throw_exception_from_error(const Failure& failure, const boost::source_location& where) {
  boost::throw_exception(std::runtime_error(failure.text), where);
}

}  // namespace readcount::store
