# Checks that a folder holds a C library that works on several CPUs, before anything is built with
# it.

# muster_check_libc_files(OPTION ROOT NAME FILE...): fails unless the C library NAME in ROOT has
# each FILE. OPTION is the option that names ROOT, here and below.
function(muster_check_libc_files option root name)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${root}/${file})
      message(FATAL_ERROR "${option} is \"${root}\": that is not ${name}, for it has no ${file}")
    endif()
  endforeach()
endfunction()

# muster_check_libc_locks(OPTION ROOT HOW): fails unless libc.a takes its locks from the program.
# HOW tells the user how to build one that does.
function(muster_check_libc_locks option root how)
  execute_process(COMMAND ${CMAKE_NM} ${root}/lib/libc.a OUTPUT_VARIABLE symbols ERROR_QUIET)
  if(NOT symbols MATCHES " T __retarget_lock_acquire_recursive\n")
    message(FATAL_ERROR "${option} is \"${root}\": its lib/libc.a has no retargetable locks "
                        "(__retarget_lock_*), so its malloc() is not safe on several CPUs: ${how}")
  endif()
endfunction()

# muster_check_picolibc(OPTION ROOT): fails unless ROOT is a picolibc that works on several CPUs.
function(muster_check_picolibc option root)
  if(EXISTS ${root}/include/newlib.h AND NOT EXISTS ${root}/include/picolibc.h)
    message(FATAL_ERROR "${option} is \"${root}\": that is newlib and not picolibc: set "
                        "MUSTER_LIBC=newlib and MUSTER_NEWLIB_ROOT")
  endif()
  muster_check_libc_files(${option} ${root} picolibc include/picolibc.h lib/libc.a)
  muster_check_libc_locks(${option} ${root} "build picolibc without -Dsingle-thread=true")
endfunction()

# muster_check_newlib(OPTION ROOT): fails unless ROOT is a newlib that works on several CPUs.
function(muster_check_newlib option root)
  if(EXISTS ${root}/include/picolibc.h)
    message(FATAL_ERROR "${option} is \"${root}\": that is picolibc and not newlib: set "
                        "MUSTER_LIBC=picolibc and MUSTER_PICOLIBC_ROOT")
  endif()
  muster_check_libc_files(${option} ${root} newlib
                          include/newlib.h include/_newlib_version.h lib/libc.a lib/libm.a)

  set(how "configure newlib with --enable-newlib-retargetable-locking")
  file(STRINGS ${root}/include/newlib.h locking REGEX "^#define _RETARGETABLE_LOCKING")
  if(NOT locking)
    message(FATAL_ERROR "${option} is \"${root}\": its newlib.h does not define "
                        "_RETARGETABLE_LOCKING, so it is not safe on several CPUs: ${how}")
  endif()
  muster_check_libc_locks(${option} ${root} "${how}")

  # The header does not tell: it believes each program that defines __DYNAMIC_REENT__. The objects
  # do.
  execute_process(COMMAND ${CMAKE_NM} ${root}/lib/libc.a OUTPUT_VARIABLE symbols ERROR_QUIET)
  if(NOT symbols MATCHES " U __getreent\n")
    message(FATAL_ERROR "${option} is \"${root}\": its lib/libc.a does not call __getreent(), so "
                        "all CPUs would share errno and streams: compile newlib with "
                        "-D__DYNAMIC_REENT__ (as tools/build-newlib does)")
  endif()

  # Each CPU collects its lines for the console in its own stdout. A shared one would mix them.
  file(STRINGS ${root}/include/newlib.h shared
       REGEX "^#define (_WANT)?_REENT_GLOBAL_STDIO_STREAMS")
  if(shared OR symbols MATCHES " [BCD] __sf\n")
    message(FATAL_ERROR "${option} is \"${root}\": all CPUs would share its stdin, stdout and stderr "
                        "(__sf), whose buffers are to be each CPU's own: take a newlib before 4.3, "
                        "configured without --enable-newlib-global-stdio-streams")
  endif()
endfunction()
