// The one unit that compiles Asio's own sources.
#include <boost/asio/impl/src.hpp>
