# SPDX-License-Identifier: MIT

# What the names of functions end with: the linker can put functions in order by that alone.
set(muster_layout_endings a-c d e f-k l-n o-r st u-z0-9 CACHE INTERNAL "Groups of functions")

# muster_layout_macros(OUT LAYOUT): sets OUT to the options that tell the linker script of the layout. Layout 0
# takes the text as it comes. Each other layout shifts the text by some cache lines below 4 KiB, and puts groups
# of functions in an order of its own; the same number always gives the same layout.
function(muster_layout_macros out layout)
  set(${out} -DMUSTER_LAYOUT_SHIFT=0 "-DMUSTER_LAYOUT_ORDER(files)=" PARENT_SCOPE)
  if(layout EQUAL 0)
    return()
  endif()
  set(random ${layout})
  muster_layout_draw(random lines 64)
  math(EXPR shift "${lines} * 64")
  set(order "")
  set(left ${muster_layout_endings})
  while(left)
    list(LENGTH left count)
    muster_layout_draw(random place ${count})
    list(GET left ${place} ending)
    list(REMOVE_AT left ${place})
    string(APPEND order " files(.text.*[${ending}])")
  endwhile()
  set(${out} -DMUSTER_LAYOUT_SHIFT=${shift} "-DMUSTER_LAYOUT_ORDER(files)=${order}" PARENT_SCOPE)
endfunction()

# muster_layout_draw(STATE OUT COUNT): sets the variable OUT to a number below COUNT, by a linear congruential generator.
function(muster_layout_draw state out count)
  set(next ${${state}})
  foreach(_ RANGE 2)
    math(EXPR next "(${next} * 1103515245 + 12345) & 0x7fffffff")
  endforeach()
  math(EXPR drawn "(${next} >> 16) % ${count}")
  set(${state} ${next} PARENT_SCOPE)
  set(${out} ${drawn} PARENT_SCOPE)
endfunction()
