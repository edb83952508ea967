# SPDX-License-Identifier: MIT
# Whether a folder is a C library that works on several CPUs, said before anything is built with it.

# muster_check_libc_files(OPTION ROOT NAME FILE...)
function(muster_check_libc_files option root name)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${root}/${file})
      message(FATAL_ERROR "${option} is \"${root}\": that is not ${name}, for it has no ${file}")
    endif()
  endforeach()
endfunction()

# muster_check_libc_locks(OPTION ROOT HOW)
function(muster_check_libc_locks option root how)
  execute_process(COMMAND ${CMAKE_NM} ${root}/lib/libc.a OUTPUT_VARIABLE symbols ERROR_QUIET)
  if(NOT symbols MATCHES " T __retarget_lock_acquire_recursive\n")
    message(FATAL_ERROR "${option} is \"${root}\": its lib/libc.a has no retargetable locks "
                        "(__retarget_lock_*), so its malloc() is not safe on several CPUs: ${how}")
  endif()
endfunction()

# muster_check_picolibc(OPTION ROOT): OPTION is what ROOT has been named by.
function(muster_check_picolibc option root)
  if(EXISTS ${root}/include/newlib.h AND NOT EXISTS ${root}/include/picolibc.h)
    message(FATAL_ERROR "${option} is \"${root}\": that is newlib and not picolibc: set "
                        "MUSTER_LIBC=newlib and MUSTER_NEWLIB_ROOT")
  endif()
  muster_check_libc_files(${option} ${root} picolibc include/picolibc.h lib/libc.a)
  muster_check_libc_locks(${option} ${root} "build picolibc without -Dsingle-thread=true")
endfunction()

# muster_check_newlib(OPTION ROOT)
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

  # Its own header would believe any program that defines __DYNAMIC_REENT__; its objects show it.
  execute_process(COMMAND ${CMAKE_NM} ${root}/lib/libc.a OUTPUT_VARIABLE symbols ERROR_QUIET)
  if(NOT symbols MATCHES " U __getreent\n")
    message(FATAL_ERROR "${option} is \"${root}\": its lib/libc.a does not call __getreent(), so "
                        "all CPUs would share errno and streams: compile newlib with "
                        "-D__DYNAMIC_REENT__ (as tools/build-newlib does)")
  endif()

  # Each CPU's console lines are in its own stdout; one for all would mix them.
  file(STRINGS ${root}/include/newlib.h shared
       REGEX "^#define (_WANT)?_REENT_GLOBAL_STDIO_STREAMS")
  if(shared OR symbols MATCHES " [BCD] __sf\n")
    message(FATAL_ERROR "${option} is \"${root}\": all CPUs would share its stdin, stdout and stderr "
                        "(__sf), whose buffers are to be each CPU's own: take a newlib before 4.3, "
                        "configured without --enable-newlib-global-stdio-streams")
  endif()
endfunction()
