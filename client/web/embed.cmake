# Writes the files of this folder into a source of constants (assets.hpp):
#   cmake -D OUTPUT=assets.cpp -P embed.cmake

set(source "#include \"web/assets.hpp\"\n\nnamespace readcount::web {\n")

# embed(NAME TYPE CONTENT): one constant. The content must not hold the end of its own literal.
function(embed name type content)
  if(content MATCHES "\\)rc\"")
    message(FATAL_ERROR "${name}: its file holds )rc\", which ends the string it is embedded as")
  endif()
  string(APPEND source "\nconstinit const Asset ${name}{R\"rc(${content})rc\",\n\"${type}\"};\n")
  set(source "${source}" PARENT_SCOPE)
endfunction()

# Lines that are only a comment, indentation, empty lines: more than half of the snippet.
file(READ ${CMAKE_CURRENT_LIST_DIR}/readcount.js snippet)
string(REGEX REPLACE "\n[ \t]+" "\n" snippet "\n${snippet}")
string(REGEX REPLACE "\n//[^\n]*" "" snippet "${snippet}")
string(REGEX REPLACE "\n\n+" "\n" snippet "${snippet}")
string(REGEX REPLACE "^\n" "" snippet "${snippet}")
embed(kSnippet "text/javascript; charset=utf-8" "${snippet}")

file(READ ${CMAKE_CURRENT_LIST_DIR}/demo/style.css style)
foreach(page IN ITEMS Article Second List)
  string(TOLOWER ${page} file)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/demo/${file}.html html)
  string(REPLACE "<link rel=\"stylesheet\" href=\"style.css\">" "<style>\n${style}</style>" html
    "${html}")
  embed(kDemo${page} "text/html; charset=utf-8" "${html}")
endforeach()

file(WRITE ${OUTPUT} "${source}\n}  // namespace readcount::web\n")
