// The one unit that compiles Beast's own sources.
#include <boost/beast/src.hpp>
