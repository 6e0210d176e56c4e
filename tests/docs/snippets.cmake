# Compiles the blocks of C++ in documents: a program is an executable of its own, as it would be a user's; all others share
# snippets.cpp, each in a namespace. Errors name the document and its line.

# How many lines of the document there are up to and with the end of `text`.
function(count_lines text result)
  string(REGEX REPLACE "[^\n]+" "" newlines "${text}")
  string(LENGTH "${newlines}" count)
  set(${result} ${count} PARENT_SCOPE)
endfunction()

# The comment at the end of `text`; empty if something else stands there.
function(find_marker text result)
  set(${result} "" PARENT_SCOPE)
  string(FIND "${text}" "<!--" begin REVERSE)
  if(begin EQUAL -1)
    return()
  endif()
  string(SUBSTRING "${text}" ${begin} -1 marker)
  if(marker MATCHES "^<!--[ \n]*(.*[^ \n])[ \n]*-->[ \n]*$")
    set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
  endif()
endfunction()

function(write_if_different path text)
  if(EXISTS ${path})
    file(READ ${path} old)
    if(old STREQUAL text)
      return()
    endif()
  endif()
  file(WRITE ${path} "${text}")
endfunction()

# Sets snippet_programs to the targets that it adds.
function(compile_snippets)
  set(out ${CMAKE_CURRENT_BINARY_DIR})
  set(programs "")
  set(number 0)
  set(code "")
  set(table "")
  foreach(document IN LISTS ARGN)
    set(path ${PROJECT_SOURCE_DIR}/${document})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} rest)
    set(line 0) # before `rest`
    while(TRUE)
      string(FIND "${rest}" "\n```cpp\n" at)
      if(at EQUAL -1)
        break()
      endif()
      string(SUBSTRING "${rest}" 0 ${at} head)
      find_marker("${head}" marker)
      math(EXPR at "${at} + 8")
      string(SUBSTRING "${rest}" 0 ${at} head)
      count_lines("${head}" head_lines)
      math(EXPR line "${line} + ${head_lines}") # of the fence
      string(SUBSTRING "${rest}" ${at} -1 rest)
      string(FIND "${rest}" "\n```\n" end)
      math(EXPR end "${end} + 1")
      string(SUBSTRING "${rest}" 0 ${end} block)
      string(SUBSTRING "${rest}" ${end} -1 rest)
      math(EXPR first "${line} + 1")
      count_lines("${block}" block_lines)

      if(NOT marker MATCHES "^(from|not sotval:) ")
        math(EXPR number "${number} + 1")
        set(where "#line ${first} \"${path}\"\n")
        if(block MATCHES "int main\\(")
          set(program docs_program_${number})
          set(given "")
          if(marker MATCHES "^given:(.*)$")
            set(given "${CMAKE_MATCH_1}\n")
          endif()
          write_if_different(${out}/${program}.cpp "${given}${where}${block}")
          add_executable(${program} ${out}/${program}.cpp)
          target_link_libraries(${program} PRIVATE sotval::sotval sotval_warnings)
          list(APPEND programs ${program})
          string(APPEND table "    {\"${document}\", ${line}, \"${out}/${program}\", nullptr},\n")
        elseif(marker MATCHES "^given:(.*)$")
          string(APPEND code "${where}namespace {\nvoid statements_${number}() {\n${CMAKE_MATCH_1}\n${where}${block}}\n} // namespace\n")
          string(APPEND table "    {\"${document}\", ${line}, nullptr, statements_${number}},\n")
        else()
          string(APPEND code "namespace declarations_${number} {\n${where}${block}} // namespace\n")
          string(APPEND table "    {\"${document}\", ${line}, nullptr, nullptr},\n")
        endif()
      endif()
      math(EXPR line "${line} + ${block_lines}")
    endwhile()
  endforeach()
  write_if_different(${out}/snippets.cpp
"#include <algorithm>
#include <iostream>
#include <thread>

#include <sotval/sotval.hpp>

#include \"docs/support/snippets.hpp\"

${code}
namespace {
constexpr support::Snippet all[] = {
${table}    {\"\", 0, nullptr, nullptr}};
} // namespace

std::span<const support::Snippet> support::snippets() { return std::span(all).first(std::size(all) - 1); }
")
  set(snippet_programs ${programs} PARENT_SCOPE)
endfunction()
